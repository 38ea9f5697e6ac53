/**
 * Fixtures: files that a script wrote with another implementation, and what that reads of them.
 *
 * @module
 */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Bytes } from "@chunkwright/core";

/** What the other implementation reads. */
export interface ExpectedArray {
  readonly array: string;
  readonly dataType: string;
  readonly shape: readonly number[];
  readonly sha256: string;
}

export interface FixtureFiles {
  /** Without the extension. */
  readonly names: readonly string[];
  bytes(name: string): Bytes;
  /** From the JSON file beside the fixture. */
  expectedArrays(name: string): readonly ExpectedArray[];
}

/** The files of `folder` that end in `extension`, such as ".tif". */
export function fixtureFiles(folder: string, extension: string): FixtureFiles {
  return {
    names: readdirSync(folder)
      .filter((name) => name.endsWith(extension))
      .map((name) => name.slice(0, -extension.length)),
    bytes: (name) => new Uint8Array(readFileSync(join(folder, `${name}${extension}`))),
    expectedArrays: (name) =>
      JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8")) as ExpectedArray[],
  };
}
