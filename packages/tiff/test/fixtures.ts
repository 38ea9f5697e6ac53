/** The files that fixtures/generate.py wrote. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Bytes } from "@chunkwright/core";

const FOLDER = join(import.meta.dirname, "fixtures");

/** What tifffile reads. */
export interface ExpectedArray {
  readonly array: string;
  readonly dataType: string;
  readonly shape: readonly number[];
  readonly sha256: string;
}

export const FIXTURES: readonly string[] = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".tif"))
  .map((name) => name.slice(0, -".tif".length));

export function fixture(name: string): Bytes {
  return new Uint8Array(readFileSync(join(FOLDER, `${name}.tif`)));
}

export function expectedArrays(name: string): readonly ExpectedArray[] {
  return JSON.parse(readFileSync(join(FOLDER, `${name}.json`), "utf8")) as ExpectedArray[];
}
