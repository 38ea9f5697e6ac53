/** The files that fixtures/generate.py wrote, and what tifffile reads of them. */

import { join } from "node:path";
import type { Bytes } from "@chunkwright/core";
import { type ExpectedArray, fixtureFiles } from "@chunkwright/testkit";

const FILES = fixtureFiles(join(import.meta.dirname, "fixtures"), ".tif");

export const FIXTURES: readonly string[] = FILES.names;

export function fixture(name: string): Bytes {
  return FILES.bytes(name);
}

export function expectedArrays(name: string): readonly ExpectedArray[] {
  return FILES.expectedArrays(name);
}
