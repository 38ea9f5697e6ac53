/**
 * Reading written files back with Bio-Formats.
 *
 * @module
 */

import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { python } from "./python-environment.ts";
import { REPOSITORY } from "./repository.ts";

/** A file as read by Bio-Formats, or its error message. */
export type BioFormatsFile =
  | {
      readonly format: string;
      readonly series: readonly BioFormatsSeries[];
      readonly plates: readonly BioFormatsPlate[];
    }
  | { readonly error: string };

export interface BioFormatsSeries {
  readonly name: string | null;
  /** Fastest axis first: XYZCT. */
  readonly order: string;
  /** `c` counts samples. */
  readonly sizes: { readonly [axis in "t" | "c" | "z" | "y" | "x"]: number };
  /** Samples per pixel: interleaved, or else one plane after the other. */
  readonly samples: number;
  readonly isInterleaved: boolean;
  readonly dataType: string;
  readonly isLittleEndian: boolean;
  readonly physicalSizes: { readonly [axis in "z" | "y" | "x"]: Quantity | null };
  readonly timeIncrement: Quantity | null;
  readonly channels: readonly { readonly name: string | null; readonly color: readonly number[] | null }[];
  /** Shape, and digest of all planes in `order`, of each level. */
  readonly levels: readonly { readonly shape: readonly number[]; readonly sha256: string }[];
  /** Colors of 8-bit values: all reds, all greens, all blues, the upper 8 bits of each. */
  readonly palette?: readonly (readonly number[])[];
}

/** A plate as Bio-Formats describes it in the OME model. */
export interface BioFormatsPlate {
  readonly name: string | null;
  readonly rows: number | null;
  readonly columns: number | null;
  /** Images are series. */
  readonly wells: readonly {
    readonly row: number;
    readonly column: number;
    readonly images: readonly number[];
  }[];
  readonly acquisitions: readonly {
    readonly name: string | null;
    readonly startTime: string | null;
    readonly fields: number;
  }[];
}

type Quantity = readonly [value: number, unit: string];

const SCRIPT = join(REPOSITORY, "packages", "testkit", "python", "read_bioformats.py");

/** Whether there is Java, which Bio-Formats needs and the Python environment does not contain. */
export function hasJava(): boolean {
  return spawnSync("java", ["-version"]).status === 0;
}

/** Reads files with Bio-Formats; the results are by path. */
export async function readWithBioFormats(
  paths: readonly string[],
): Promise<{ readonly [path: string]: BioFormatsFile }> {
  return JSON.parse(await python(SCRIPT, ...paths));
}
