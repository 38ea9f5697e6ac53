import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileOfBytes } from "@chunkwright/core";
import type { ExpectedArray } from "@chunkwright/testkit";
import { expect, test } from "vitest";
import { openTiff } from "../../src/index.ts";
import { digest } from "../digest.ts";
import { fixture } from "../fixtures.ts";

interface Finer {
  readonly superResolution: number;
  readonly arrays: readonly ExpectedArray[];
}

const EXPECTED = JSON.parse(
  readFileSync(join(import.meta.dirname, "../fixtures", "super-resolution.json"), "utf8"),
) as { readonly [name: string]: readonly Finer[] };

const cases = Object.entries(EXPECTED).flatMap(([name, finer]) => finer.map((one) => ({ name, ...one })));

test.each(cases)("$name reads as tifffile reads it at super-resolution $superResolution", async (one) => {
  const { superResolution } = one;
  const file = await openTiff(fileOfBytes(fixture(one.name)), { superResolution });
  const arrays: ExpectedArray[] = [];
  for await (const array of file.arrays()) {
    if ("error" in array) throw array.error;
    const { dataType, shape } = array.source.info;
    arrays.push({ array: array.path, dataType, shape, sha256: await digest(array.source) });
  }
  expect(arrays).toEqual(one.arrays);
});
