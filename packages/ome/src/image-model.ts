/**
 * The image model: what OME-XML, OME-NGFF, ImageJ and plain TIFF all describe, each in its own notation.
 *
 * @module
 */

import type { Bytes, JsonObject, Multiscale } from "@chunkwright/core";
import type { Plate } from "./plate/plate.ts";
import type { UnreadPage } from "./tiff/unread-pages.ts";

/** How a channel is shown. Everything is optional: what a file does not say is absent, not made up. */
export interface Channel {
  readonly name?: string;
  /** 0xRRGGBB. */
  readonly color?: number;
  readonly window?: ChannelWindow;
  /** Whether a viewer shows the channel at first. */
  readonly active?: boolean;
}

/** Grey values: `start` is shown black and `end` white; sliders reach from `min` to `max`. */
export interface ChannelWindow {
  readonly min: number;
  readonly max: number;
  readonly start?: number;
  readonly end?: number;
}

/** How the coarser levels were made. OME-NGFF 0.4, "multiscales" metadata: `type`, `metadata`. */
export interface Downsampling {
  readonly type?: string;
  readonly metadata?: JsonObject;
}

/** An image: levels of arrays, axes, channels, and what belongs to it. */
export interface Image extends Multiscale {
  /** One entry per element of the channel axis; a single entry for an image without one. */
  readonly channels: readonly Channel[];
  readonly downsampling?: Downsampling;
  /**
   * Names of coordinate systems that its axes and placement are not those of, as OME-Zarr 0.6 has them: where it lies in
   * them is left out.
   */
  readonly otherSystems?: readonly string[];
  /** Path of the image's group in the hierarchy it was read from; "" is the root. Absent for TIFF. */
  readonly path?: string;
  /** Paths, from the root of the hierarchy, of the label images that belong to this one. */
  readonly labels?: readonly string[];
  /**
   * What a format says of the image in its own terms, under its name (`imaris`, `bdv`), for writing that format
   * again. Where the two disagree, the model wins.
   */
  readonly dialects?: JsonObject;
}

/** The images of a file or a hierarchy, and metadata of all of them. */
export interface ImageCollection {
  readonly images: readonly Image[];
  /** Which wells of a plate the images were taken in. */
  readonly plate?: Plate;
  /** The OME-XML document, verbatim. */
  readonly omeXml?: Bytes;
  /** One sentence for each thing in the source that could not be interpreted and was left out. */
  readonly warnings?: readonly string[];
  /** Parts of the source that cannot be read and are in no image; there is a warning for each. */
  readonly unread?: readonly UnreadPage[];
  /** Pictures that belong to the images: labels, macros and thumbnails of slides. */
  readonly associated?: readonly AssociatedImage[];
}

/** A picture beside the images, and what it shows. */
export interface AssociatedImage {
  /** What it is: "label", "macro", "thumbnail". */
  readonly name: string;
  readonly image: Image;
}
