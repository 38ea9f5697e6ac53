import { type CallOptions, fileOfBytes } from "@chunkwright/core";
import { expect, test } from "vitest";
import { BLOCK_BYTES, BlockReader } from "../../src/ifd/block-reader.ts";

/** A file of three blocks and a bit that notes its reads; every byte tells its place. */
function notedFile() {
  const bytes = Uint8Array.from({ length: 3 * BLOCK_BYTES + 10 }, (_, i) => (i * 31) % 251);
  const inner = fileOfBytes(bytes);
  const reads: number[][] = [];
  const file = {
    size: inner.size,
    async read(offset: number, length: number, options?: CallOptions) {
      reads.push([offset, length]);
      await new Promise((resolve) => setTimeout(resolve, 1));
      options?.signal?.throwIfAborted();
      return inner.read(offset, length);
    },
  };
  return { bytes, reads, reader: new BlockReader(file) };
}

test("BlockReader reads each block once, also when asked twice at a time", async () => {
  const { bytes, reads, reader } = notedFile();
  const [a, b] = await Promise.all([reader.read(10, 5, "a"), reader.read(100, 5, "b")]);
  expect([...a, ...b]).toEqual([...bytes.slice(10, 15), ...bytes.slice(100, 105)]);
  expect(reads).toEqual([[0, BLOCK_BYTES]]);
});

test("BlockReader joins blocks and clips the last", async () => {
  const { bytes, reads, reader } = notedFile();
  const start = 3 * BLOCK_BYTES - 4;
  expect(await reader.read(start, 14, "end")).toEqual(bytes.slice(start));
  expect(reads).toEqual([
    [2 * BLOCK_BYTES, BLOCK_BYTES],
    [3 * BLOCK_BYTES, 10],
  ]);
});

test("BlockReader reads what is longer than a block directly", async () => {
  const { bytes, reads, reader } = notedFile();
  expect(await reader.read(5, BLOCK_BYTES + 1, "table")).toEqual(bytes.slice(5, BLOCK_BYTES + 6));
  expect(reads).toEqual([[5, BLOCK_BYTES + 1]]);
});

test("BlockReader rejects what lies outside the file", async () => {
  const { reads, reader } = notedFile();
  await expect(reader.read(3 * BLOCK_BYTES, 11, "tag 7")).rejects.toThrow(
    "Cannot read tag 7: 11 bytes at 196608",
  );
  await expect(reader.read(Number.NaN, 1, "tag 7")).rejects.toMatchObject({ code: "invalid-data" });
  expect(reads).toEqual([]);
});

test("BlockReader outlives an abort of whoever asked first", async () => {
  const { bytes, reader } = notedFile();
  const controller = new AbortController();
  const first = reader.read(0, 4, "first", { signal: controller.signal });
  const second = reader.read(4, 4, "second");
  controller.abort("enough");
  await expect(first).rejects.toBe("enough");
  expect(await second).toEqual(bytes.slice(4, 8));
});

test("BlockReader tells what is here without reading", async () => {
  const { bytes, reads, reader } = notedFile();
  expect(reader.known(10, 5)).toBeUndefined();
  await reader.read(10, 5, "a");
  expect(reader.known(BLOCK_BYTES - 5, 5)).toEqual(bytes.slice(BLOCK_BYTES - 5, BLOCK_BYTES));
  expect(reader.known(BLOCK_BYTES - 5, 6)).toBeUndefined();
  expect(reader.loaded(10, 5)?.offset).toBe(0);
  expect(reads).toHaveLength(1);
});

test("BlockReader compares what is here", async () => {
  const { reader } = notedFile();
  await reader.read(10, 5, "a");
  // Bytes repeat after 251.
  expect(reader.isEqual(10, 10 + 251, 100)).toBe(true);
  expect(reader.isEqual(10, 11, 100)).toBe(false);
  expect(reader.isEqual(10, BLOCK_BYTES, 1)).toBe(false);
});
