import { expect, test } from "vitest";
import { type ChunkGrid, loadChunkTable } from "../../src/chunk/chunk-index.ts";
import { contextOf } from "../memory-context.ts";

function grid(maxShape: readonly number[]): ChunkGrid {
  const index = { kind: "implicit" as const, address: 0 };
  const layout = { kind: "chunked" as const, chunkShape: [1, 1], index, hasPlainEdges: false };
  return { layout, shape: [4, 4], maxShape, chunkBytes: 1, hasFilters: false };
}

test("loadChunkTable() counts chunks over the grid of the largest shape", async () => {
  const table = await loadChunkTable(contextOf(new Uint8Array(100)), grid([4, 6]));
  expect(table.size).toBe(16);
  expect(table.find(5)).toMatchObject({ offset: 7 });
});

test("loadChunkTable() refuses a largest shape that is smaller than the shape", async () => {
  await expect(loadChunkTable(contextOf(new Uint8Array(100)), grid([4, 0]))).rejects.toMatchObject({
    code: "invalid-data",
    message: expect.stringContaining("a shape of [4,4] may not grow beyond [4,0]"),
  });
});
