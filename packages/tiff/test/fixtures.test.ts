import { fileOfBytes } from "@chunkwright/core";
import type { ExpectedArray } from "@chunkwright/testkit";
import { expect, test } from "vitest";
import { openTiff } from "../src/index.ts";
import { digest } from "./digest.ts";
import { expectedArrays, FIXTURES, fixture } from "./fixtures.ts";

test.each(FIXTURES)("%s reads as tifffile reads it", async (name) => {
  const file = await openTiff(fileOfBytes(fixture(name)));
  const arrays: ExpectedArray[] = [];
  for await (const array of file.arrays()) {
    if ("error" in array) throw array.error;
    const { dataType, shape } = array.source.info;
    arrays.push({ array: array.path, dataType, shape, sha256: await digest(array.source) });
  }
  expect(arrays).toEqual(expectedArrays(name));
});
