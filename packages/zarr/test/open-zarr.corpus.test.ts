import { isStorageError } from "@chunkwright/core";
import { fsStore } from "@chunkwright/stores/fs";
import { type Expected, hasShared, readExpected, sharedPath } from "@chunkwright/testkit";
import { describe, expect, it } from "vitest";
import { openZarr } from "../src/index.ts";
import { arrayDigest } from "./array-digest.ts";

/** Collections of the corpus, and how many of their arrays must read; the others are refused, naming what they need. */
const COLLECTIONS = [
  ["tensorstore", 67],
  ["zarrita", 64],
  ["zarr-extensions", 2],
  ["n5-universe", 0],
] as const;

/** What may be refused: codecs that the table lacks, and data types without numbers. */
const REFUSED = /^(n5_default|dtype .*|data type string)$/;

type Outcome = "equal" | "unsupported" | "error as expected" | "not scored";

async function outcomeOf(collection: string, expected: Expected): Promise<Outcome> {
  try {
    const node = await openZarr(fsStore(sharedPath("corpus", "zarr", collection, expected.file)));
    if (node?.kind !== "array") throw new Error(`${expected.file} is ${node?.kind ?? "nothing"}`);
    if (expected.sha256 === undefined) return "not scored";
    expect([node.info.dataType, node.info.shape]).toEqual([expected.dataType, expected.shape]);
    expect(await arrayDigest(node), expected.file).toBe(expected.sha256);
    return "equal";
  } catch (error) {
    if (isStorageError(error, "unsupported") && REFUSED.test(error.context.feature)) return "unsupported";
    if (expected.error === true && isStorageError(error)) return "error as expected";
    throw new Error(`${collection}/${expected.file}`, { cause: error });
  }
}

describe.skipIf(!hasShared("corpus", "zarr"))("openZarr() over the corpus", () => {
  it.each(COLLECTIONS)("reads %s as the reference implementations do", async (collection, readable) => {
    const counts = new Map<Outcome, number>();
    for (const expected of await readExpected("corpus", "zarr", collection)) {
      if (expected.format === "n5" || expected.file.endsWith(".zip")) continue;
      const outcome = await outcomeOf(collection, expected);
      counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
    }
    console.log(collection, Object.fromEntries(counts));
    expect(counts.get("equal") ?? 0).toBeGreaterThanOrEqual(readable);
  });
});
