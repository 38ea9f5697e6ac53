/**
 * Bio-Formats as a second reader of what is written.
 *
 * @module
 */

import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { python } from "./python-environment.ts";
import { REPOSITORY } from "./repository.ts";

/** A file as Bio-Formats understands it, or its complaint. */
export type BioFormatsFile =
  | { readonly format: string; readonly series: readonly BioFormatsSeries[] }
  | { readonly error: string };

export interface BioFormatsSeries {
  readonly name: string | null;
  /** Fastest axis first: XYZCT. */
  readonly order: string;
  /** Channels count samples. */
  readonly sizes: { readonly [axis in "t" | "c" | "z" | "y" | "x"]: number };
  /** Samples of a pixel; they lie side by side where `isInterleaved`, else one plane behind the other. */
  readonly samples: number;
  readonly isInterleaved: boolean;
  readonly dataType: string;
  readonly isLittleEndian: boolean;
  readonly physicalSizes: { readonly [axis in "z" | "y" | "x"]: Quantity | null };
  readonly timeIncrement: Quantity | null;
  readonly channels: readonly { readonly name: string | null; readonly color: readonly number[] | null }[];
  /** Of all planes, in `order`. */
  readonly levels: readonly { readonly shape: readonly number[]; readonly sha256: string }[];
  /** Of 8-bit values: all reds, all greens, all blues, the upper 8 bits of each. */
  readonly palette?: readonly (readonly number[])[];
}

type Quantity = readonly [value: number, unit: string];

const SCRIPT = join(REPOSITORY, "packages", "testkit", "python", "read_bioformats.py");

/** Bio-Formats runs in Java, which is not part of Python's environment. */
export function hasJava(): boolean {
  return spawnSync("java", ["-version"]).status === 0;
}

/** What Bio-Formats reads, by path. */
export async function readWithBioFormats(
  paths: readonly string[],
): Promise<{ readonly [path: string]: BioFormatsFile }> {
  return JSON.parse(await python(SCRIPT, ...paths));
}
