import type { ChunkCoder, ChunkSource } from "@chunkwright/core";
import { bytesOf, isStorageError, readRegion } from "@chunkwright/core";
import { fsStore } from "@chunkwright/stores/fs";
import { hasShared, readExpected, sharedPath } from "@chunkwright/testkit";
import { createWorkerPool } from "@chunkwright/workers";
import { openZarr } from "@chunkwright/zarr";
import { afterAll, describe, expect, test } from "vitest";
import { bundleWorker, recordWorkers } from "./worker-bundle.ts";

const { createWorker } = recordWorkers(await bundleWorker("../src/worker-node.ts"));
const pool = createWorkerPool({ size: 2, createWorker });
afterAll(() => pool.close());

/** More elements are not read: some arrays declare terabytes, and store nothing. */
const MAX_ELEMENTS = 2 ** 24;

/** What reading comes to: elements, or the code of the failure. */
async function outcomeOf(read: () => Promise<unknown>): Promise<unknown> {
  try {
    return await read();
  } catch (error) {
    if (isStorageError(error)) return error.code;
    throw error;
  }
}

async function elementsOf(source: ChunkSource, shared: boolean): Promise<unknown> {
  const { shape } = source.info;
  const extent = shape.map((length) => Math.min(length, Math.floor(MAX_ELEMENTS ** (1 / shape.length))));
  const { data } = await readRegion(source, { start: shape.map(() => 0), shape: extent }, { shared });
  return Array.isArray(data) ? data : Buffer.from(bytesOf(data)).toString("base64");
}

/** The same array, read chunk by chunk. */
function unplanned({ kind, info, readChunk, readEncodedChunk }: ChunkSource): ChunkSource {
  return { kind, info, readChunk, readEncodedChunk };
}

describe.skipIf(!hasShared("corpus", "zarr"))("readRegion() over the corpus of Zarr arrays", () => {
  test.each(["tensorstore", "zarrita", "zarr-extensions"])(
    "reads %s alike in this thread, in workers, and by workers that fetch",
    async (collection) => {
      let compared = 0;
      for (const { file } of await readExpected("corpus", "zarr", collection)) {
        const path = sharedPath("corpus", "zarr", collection, file);
        const open = async (coder?: ChunkCoder) => {
          const node = await openZarr(fsStore(path), "", { coder });
          if (node?.kind === "array") return node;
          throw new TypeError(`${path} is no array`);
        };
        const plain = await outcomeOf(open).catch(() => undefined);
        if (typeof plain !== "object" || plain === null) continue;
        const expected = await outcomeOf(async () => elementsOf(unplanned(await open()), false));
        const others = await Promise.all([
          outcomeOf(async () => elementsOf(await open(), false)),
          outcomeOf(async () => elementsOf(await open(pool), false)),
          outcomeOf(async () => elementsOf(await open(pool), true)),
        ]);
        for (const other of others) expect(other, file).toEqual(expected);
        compared += 1;
      }
      console.log(collection, compared);
      expect(compared).toBeGreaterThan(0);
    },
  );
});
