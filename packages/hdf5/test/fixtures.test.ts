import { isNumeric } from "@chunkwright/core";
import type { ExpectedArray } from "@chunkwright/testkit";
import { expect, test } from "vitest";
import { digest } from "./digest.ts";
import { expectedArrays, FIXTURES, openFixture } from "./fixtures.ts";

test.each(FIXTURES)("%s reads as h5py reads it", async (name) => {
  const file = await openFixture(name, { openSibling: async () => undefined });
  const arrays: ExpectedArray[] = [];
  for await (const array of file.arrays()) {
    if ("error" in array) throw array.error;
    const { dataType, shape, logicalType } = array.source.info;
    if (!isNumeric(dataType) || logicalType || array.path === "/null") continue;
    arrays.push({ array: array.path, dataType, shape, sha256: await digest(array.source) });
  }
  expect(arrays).toEqual(expectedArrays(name));
});
