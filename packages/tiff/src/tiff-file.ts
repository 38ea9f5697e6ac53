/**
 * What an open TIFF file offers: its chain of IFDs, their tags, and each image as a chunk source.
 *
 * @module
 */

import type { CallOptions, ChunkCoder, LocatedChunkSource, StorageError } from "@chunkwright/core";
import type { TagValue } from "./ifd/tag-value.ts";

/** Options of `openTiff`. */
export interface OpenTiffOptions extends CallOptions {
  /** Decodes chunks; in this thread by default. */
  readonly coder?: ChunkCoder | undefined;
  /** A longer IFD chain or SubIFDs list is refused; 4,194,304 by default. */
  readonly maxIfds?: number;
  /** The `key` of chunk locations: the name under which the file is stored. "" by default. */
  readonly name?: string;
  /**
   * The result of `ifdOffsets` for the same file, from an earlier session: saves walking the chain of IFDs. Each offset is
   * checked when its IFD is opened; from a wrong one on, the chain is walked.
   */
  readonly ifdOffsets?: readonly number[];
  /**
   * For EER files, which store the position of electrons within pixels: an image gets 2 to this power times as many pixels
   * along each axis, or fewer if positions are stored less finely. 0 by default, at most 4.
   */
  readonly superResolution?: number;
}

/** An open TIFF file. The `ByteSource` below it stays the caller's to close. */
export interface TiffFile {
  readonly endian: "little" | "big";
  readonly isBigTiff: boolean;
  /** IFDs in the main chain. Walks to its end; rejects with "invalid-data" where the chain is broken. */
  ifdCount(options?: CallOptions): Promise<number>;
  /** Where the IFDs of the main chain are: plain numbers, to be kept for `OpenTiffOptions.ifdOffsets`. */
  ifdOffsets(options?: CallOptions): Promise<readonly number[]>;
  /** IFD `n` of the main chain, from 0. Walks no further than that; rejects with "not-found" past the end. */
  ifd(n: number, options?: CallOptions): Promise<Ifd>;
  /** The main chain, one IFD at a time. */
  ifds(options?: CallOptions): AsyncIterable<Ifd>;
  /** What each IFD of a Micro-Manager stack shows, by its index map; `undefined` if the file has none. */
  indexMap(options?: CallOptions): Promise<readonly IndexedIfd[] | undefined>;
  /** Every image of the main chain and its SubIFDs. What is wrong with one does not hide the others. */
  arrays(options?: CallOptions): AsyncIterable<TiffArray>;
}

/** Where in an acquisition an image was taken, and the number of its IFD in the main chain. */
export interface IndexedIfd {
  readonly ifd: number;
  readonly channel: number;
  readonly slice: number;
  readonly frame: number;
  readonly position: number;
}

/** An image of the file, or why it cannot be read. `path` is `ifd/<n>` or `ifd/<n>/sub/<k>`. */
export type TiffArray =
  | { readonly path: string; readonly ifd: Ifd; readonly source: LocatedChunkSource }
  | { readonly path: string; readonly error: StorageError };

/**
 * The fields of TIFF 6.0 that say what an image is, defaults filled in. Absent fields without a default are
 * `undefined`.
 */
export interface IfdFields {
  /** ImageWidth and ImageLength; `undefined` in an IFD that holds no image. */
  readonly width: number | undefined;
  readonly height: number | undefined;
  readonly samplesPerPixel: number;
  /** One entry per sample. */
  readonly bitsPerSample: readonly number[];
  /** One entry per sample: 1 unsigned, 2 signed, 3 float, 4 void, 5 complex integer, 6 complex float. */
  readonly sampleFormat: readonly number[];
  readonly compression: number;
  readonly predictor: number;
  /** 2: the bits of each stored byte are reversed. */
  readonly fillOrder: 1 | 2;
  /** Bit 0: CCITT rows may be coded by the one before. */
  readonly t4Options: number;
  readonly photometric: number | undefined;
  /** 1 chunky, 2 planar. */
  readonly planarConfiguration: number;
  /** What each sample beyond the photometric ones is: 0 unspecified, 1 associated alpha, 2 unassociated. */
  readonly extraSamples: readonly number[];
  /** Bit 0: reduced-resolution image, bit 1: page, bit 2: transparency mask. */
  readonly newSubfileType: number;
  /** TileWidth and TileLength; both absent in an image of strips. */
  readonly tileWidth: number | undefined;
  readonly tileHeight: number | undefined;
  readonly rowsPerStrip: number | undefined;
  /** Planes of a volume in one IFD, and in each of its tiles (SGI); 1 in nearly all files. */
  readonly imageDepth: number;
  readonly tileDepth: number;
  /** Pixels per `resolutionUnit`. */
  readonly xResolution: number | undefined;
  readonly yResolution: number | undefined;
  /** 1 none, 2 inch, 3 centimetre. */
  readonly resolutionUnit: number;
  /** YCbCrSubSampling: pixels per chroma sample. */
  readonly chromaSubsampling: readonly [horizontal: number, vertical: number];
  readonly description: string | undefined;
  readonly software: string | undefined;
  readonly dateTime: string | undefined;
  /** GDAL_NODATA (42113): what a chunk that is not stored stands for. */
  readonly noData: string | undefined;
}

/** An image file directory. TIFF 6.0 §2. */
export interface Ifd extends IfdFields {
  /** `ifd/<n>`, `ifd/<n>/sub/<k>` and so on. */
  readonly path: string;
  /** Where in the file the directory lies. */
  readonly offset: number;
  /** Numbers of the tags present, in file order. */
  readonly tags: readonly number[];
  /** The value of any tag; `undefined` if absent. Rejects with "invalid-data" if it lies outside the file. */
  tag(number: number, options?: CallOptions): Promise<TagValue | undefined>;
  /** The image. Throws "unsupported" or "invalid-data" (`StorageError`) if it cannot be read as an array. */
  source(): LocatedChunkSource;
  /** The directories that tag 330 points to: reduced levels, mostly. */
  subIfds(options?: CallOptions): Promise<readonly Ifd[]>;
  /** Where the pixels start, if they lie in the file as one C-order array without gaps: strips, uncompressed. */
  contiguousOffset(options?: CallOptions): Promise<number | undefined>;
  /**
   * This IFD with the pixels of plane `n`, in a stack that has one IFD for all its planes: they follow this IFD's own
   * pixels, which are plane 0. Rejects with "unsupported" unless those have a contiguous offset, and with "invalid-data"
   * if the file ends before.
   */
  stackedPlane(n: number, options?: CallOptions): Promise<Ifd>;
}
