/**
 * What a BigDataViewer XML file says: views by setup and time point, where their pixels are, and where they lie.
 * SpimData 0.2 of mpicbg.spim.data, image loaders "bdv.hdf5" and "bdv.n5".
 *
 * @module
 */

import type { BdvPlaces } from "./bdv-places.ts";

/** What a BigDataViewer XML document says. */
export interface BdvDocument {
  /** What holds the pixels. */
  readonly loader: BdvLoader;
  /** The HDF5 file or the directory of N5, as it is spelled. */
  readonly file: string;
  readonly partitions: readonly BdvPartition[];
  readonly setups: readonly BdvSetup[];
  /** In order. */
  readonly timepoints: readonly number[];
  readonly missing: readonly BdvView[];
  readonly registrations: readonly BdvRegistration[];
  /** What only our own documents say. */
  readonly places?: readonly BdvPlaces[];
  /** Sections that are left out here: interest points, bounding boxes and others of BigStitcher. */
  readonly leftOut: readonly string[];
}

/** Also the name of the element that names the file. */
export type BdvLoader = "hdf5" | "n5";

/** A file of its own for some views, which may have other numbers there. */
export interface BdvPartition {
  readonly file: string;
  /** Number in the partition by number in the document. */
  readonly timepoints: ReadonlyMap<number, number>;
  readonly setups: ReadonlyMap<number, number>;
}

/** A setup at a time point. */
export interface BdvView {
  readonly timepoint: number;
  readonly setup: number;
}

/** A camera's view of a sample: one channel, angle, tile and illumination. */
export interface BdvSetup {
  readonly id: number;
  readonly name?: string;
  /** x, y, z. */
  readonly size?: BdvVector;
  /** x, y, z. */
  readonly voxelSize?: { readonly unit: string; readonly size: BdvVector };
  /** What it is seen with, by the attribute's name ("channel", "angle"). */
  readonly attributes: Readonly<Record<string, BdvEntity>>;
}

/** Numbers along x, y and z, in this order. */
export type BdvVector = readonly [x: number, y: number, z: number];

/** A channel, an angle and so on. */
export interface BdvEntity {
  readonly id: number;
  /** Texts of its elements but `id`, by name: "name", "color", "location". */
  readonly fields: Readonly<Record<string, string>>;
}

/** Transforms from pixels of a view to the world, the last to be applied first. */
export interface BdvRegistration extends BdvView {
  readonly transforms: readonly BdvTransform[];
}

/** One of the affine transformations that place a view, in the order of the document. */
export interface BdvTransform {
  readonly name?: string;
  /** Twelve numbers, three rows of four, as they are spelled. */
  readonly affine: string;
}
