/** Fixtures of the packages whose formats the command reads, by path. */

import { resolve } from "node:path";

const PACKAGES: string = resolve(import.meta.dirname, "../..");

export function omeFixture(name: string): string {
  return resolve(PACKAGES, "ome/test/fixtures", name);
}

export function tiffFixture(name: string): string {
  return resolve(PACKAGES, "tiff/test/fixtures", name);
}
