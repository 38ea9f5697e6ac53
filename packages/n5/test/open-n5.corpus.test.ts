import { createHash } from "node:crypto";
import { fsStore } from "@chunkwright/stores/fs";
import { type Expected, hasShared, readExpected, sharedPath } from "@chunkwright/testkit";
import { describe, expect, it } from "vitest";
import { elementsOf, openArray } from "./open-array.ts";

async function isEqual(collection: string, expected: Expected): Promise<boolean> {
  const array = await openArray(fsStore(sharedPath("corpus", "zarr", collection, expected.file)));
  expect([array.info.dataType, array.info.shape], expected.file).toEqual([expected.dataType, expected.shape]);
  return (
    createHash("sha256")
      .update(await elementsOf(array))
      .digest("hex") === expected.sha256
  );
}

describe.skipIf(!hasShared("corpus", "zarr"))("openN5() over the corpus", () => {
  it.each(["tensorstore", "n5-universe"])("reads every array of %s exactly", async (collection) => {
    const all = await readExpected("corpus", "zarr", collection);
    const scored = all.filter(({ format, sha256 }) => format === "n5" && sha256 !== undefined);
    const wrong: string[] = [];
    for (const expected of scored) {
      if (!(await isEqual(collection, expected))) wrong.push(expected.file);
    }
    expect(wrong).toEqual([]);
    expect(scored.length).toBeGreaterThanOrEqual(17);
  });
});
