/**
 * What the TIFF dialects need of a TIFF file. `TiffFile` of @chunkwright/tiff is one; so is any object of this shape.
 *
 * @module
 */

import type { Bytes, CallOptions, ChunkSource } from "@chunkwright/core";

/** A TIFF file, as far as its images need it: a `TiffFile` of `@chunkwright/tiff` is one. */
export interface TiffPages {
  /** IFDs in the main chain. Walks to its end. */
  ifdCount(options?: CallOptions): Promise<number>;
  /** IFD `n` of the main chain, from 0. Walks no further than that; rejects with "not-found" past the end. */
  ifd(n: number, options?: CallOptions): Promise<TiffPage>;
  /** What each IFD of a Micro-Manager stack shows, as its index map tells; `undefined` if the file has none. */
  indexMap?(options?: CallOptions): Promise<readonly IndexedPage[] | undefined>;
}

export interface IndexedPage {
  /** Its number in the main chain. */
  readonly ifd: number;
  readonly channel: number;
  readonly slice: number;
  readonly frame: number;
  readonly position: number;
}

/** One IFD, and the fields of it that matter here. TIFF 6.0 §2, §8. */
export interface TiffPage {
  /** What the file calls it: `ifd/0`, `ifd/0/sub/1`. */
  readonly path?: string;
  readonly description: string | undefined;
  readonly software: string | undefined;
  /** Bit 0: a reduced-resolution version of another image. */
  readonly newSubfileType: number;
  /** 1 chunky, so that the array is [y, x, s] if there are samples; 2 planar, [s, y, x]. */
  readonly planarConfiguration: number;
  /** PhotometricInterpretation: what samples mean. */
  readonly photometric?: number | undefined;
  /** Slices of a volume in one page, an axis z in front of y; 1 where absent. */
  readonly imageDepth?: number;
  /** Pixels per `resolutionUnit`. */
  readonly xResolution: number | undefined;
  readonly yResolution: number | undefined;
  /** 1 none, 2 inch, 3 centimetre. */
  readonly resolutionUnit: number;
  /** Numbers of the tags present. */
  readonly tags: readonly number[];
  /** The value of a tag, as `numbers` if its type is numeric, as `text` if it is ASCII, else as `bytes`. */
  tag(number: number, options?: CallOptions): Promise<TiffTagValue | undefined>;
  /** The image as an array: [y, x], [y, x, s] or [s, y, x]; with z in front of y if there is any. */
  source(): ChunkSource;
  /** The IFDs that tag 330 points to: reduced levels. */
  subIfds(options?: CallOptions): Promise<readonly TiffPage[]>;
  /** The page whose pixels lie `n` planes further on than this one's, in stacks with one IFD for all planes. */
  stackedPlane(n: number, options?: CallOptions): Promise<TiffPage>;
}

/** The value of a tag. */
export interface TiffTagValue {
  /** TIFF's name of the field type. */
  readonly type: string;
  readonly numbers?: Float64Array;
  readonly text?: string;
  readonly bytes?: Bytes;
}

const IMAGE_WIDTH = 256;

/** Whether an IFD is that of an image: cameras list streams in others, by tags of their own. */
export function hasPixels({ tags }: TiffPage): boolean {
  return tags.includes(IMAGE_WIDTH);
}
