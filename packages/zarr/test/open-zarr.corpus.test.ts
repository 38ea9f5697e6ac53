import { readFileSync } from "node:fs";
import { type Bytes, encodeBase64, readRegion } from "@chunkwright/core";
import { fsStore } from "@chunkwright/stores/fs";
import { type Expected, hasShared, readExpected, sharedPath } from "@chunkwright/testkit";
import { describe, expect, it } from "vitest";
import { elementValues, openZarr } from "../src/index.ts";
import { arrayDigest } from "./array-digest.ts";

/** Collections of the corpus, and how many of their arrays must read as they are. */
const COLLECTIONS = [
  ["tensorstore", 67],
  ["zarrita", 64],
  ["zarr-extensions", 3],
  ["n5-universe", 0],
] as const;

/** The elements of arrays of text and objects, which have no digest. */
const TEXT = JSON.parse(readFileSync(new URL("corpus-text.json", import.meta.url), "utf8")) as {
  readonly [file: string]: readonly unknown[];
};

function plain(values: readonly unknown[]): readonly unknown[] {
  return values.map((value) => (value instanceof Uint8Array ? encodeBase64(value as Bytes) : value));
}

type Outcome = "equal" | "equal values" | "opened";

async function outcomeOf(collection: string, expected: Expected): Promise<Outcome> {
  try {
    const node = await openZarr(fsStore(sharedPath("corpus", "zarr", collection, expected.file)));
    if (node?.kind !== "array") throw new Error(`${expected.file} is ${node?.kind ?? "nothing"}`);
    if (expected.sha256 === undefined) {
      // Some are too large for a test, and some have attributes that other readers refuse.
      if (!TEXT[expected.file]) return "opened";
      const { shape } = node.info;
      const chunk = await readRegion(node, { start: shape.map(() => 0), shape });
      expect(plain(elementValues(node.info, chunk)), expected.file).toEqual(TEXT[expected.file]);
      return "equal values";
    }
    expect([node.info.dataType, node.info.shape]).toEqual([expected.dataType, expected.shape]);
    expect(await arrayDigest(node), expected.file).toBe(expected.sha256);
    return "equal";
  } catch (error) {
    throw new Error(`${collection}/${expected.file}`, { cause: error });
  }
}

describe.skipIf(!hasShared("corpus", "zarr"))("openZarr() over the corpus", () => {
  it.each(COLLECTIONS)("reads %s as the reference implementations do", async (collection, readable) => {
    const counts = new Map<Outcome, number>();
    for (const expected of await readExpected("corpus", "zarr", collection)) {
      // N5 and zip stores have their own tests; other files are no arrays of Zarr.
      if (expected.format === "n5" || expected.file.endsWith(".zip")) continue;
      const outcome = await outcomeOf(collection, expected);
      counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
    }
    console.log(collection, Object.fromEntries(counts));
    expect(counts.get("equal") ?? 0).toBeGreaterThanOrEqual(readable);
  });
});
