import { expect, test } from "vitest";
import { BlockReader, type ByteSource, type CallOptions, fileOfBytes } from "../../src/index.ts";

const BLOCK = 1024;
/** Every byte tells its place, up to 251. */
const BYTES = Uint8Array.from({ length: 100 * BLOCK + 10 }, (_, i) => i % 251);

function readerOf(file: ByteSource) {
  return new BlockReader(file, {
    format: "test",
    blockBytes: BLOCK,
    blocksKept: 64,
    longestBytes: 4 * BLOCK,
  });
}

/** A file that notes its reads, and aborts them. */
function notedFile() {
  const inner = fileOfBytes(BYTES);
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
  return { reads, reader: readerOf(file) };
}

test("BlockReader reads each block once, also when asked twice at a time", async () => {
  const { reads, reader } = notedFile();
  const [a, b] = await Promise.all([reader.read(10, 5, "a"), reader.read(100, 5, "b")]);
  expect([...a, ...b]).toEqual([...BYTES.slice(10, 15), ...BYTES.slice(100, 105)]);
  await reader.read(BLOCK - 5, 5, "c");
  expect(reads).toEqual([[0, BLOCK]]);
});

test("BlockReader requests blocks side by side at once and clips the last", async () => {
  const { reads, reader } = notedFile();
  const start = 99 * BLOCK - 4;
  expect(await reader.read(start, BLOCK + 14, "end")).toEqual(BYTES.slice(start));
  expect(reads).toEqual([[98 * BLOCK, 2 * BLOCK + 10]]);
});

test("BlockReader requests only the blocks of a read that are missing", async () => {
  const { reads, reader } = notedFile();
  await reader.read(5 * BLOCK, 1, "one in between");
  expect(await reader.read(4 * BLOCK, 3 * BLOCK, "all")).toEqual(BYTES.slice(4 * BLOCK, 7 * BLOCK));
  expect(reads.slice(1)).toEqual([
    [4 * BLOCK, BLOCK],
    [6 * BLOCK, 2 * BLOCK], // and one ahead, behind block 5
  ]);
});

test("BlockReader reads further ahead the longer a run of blocks is", async () => {
  const { reads, reader } = notedFile();
  for (let offset = 0; offset + 100 <= BYTES.byteLength; offset += 100) {
    expect(await reader.read(offset, 100, "a walk")).toEqual(BYTES.subarray(offset, offset + 100));
  }
  const blocks = reads.map(([, length = 0]) => Math.floor(length / BLOCK));
  expect(blocks).toEqual([1, 2, 4, 8, 16, 17, 17, 17, 17, 1].slice(0, blocks.length));
});

test("BlockReader reads no more than a block where others lie apart", async () => {
  const { reads, reader } = notedFile();
  for (let block = 98; block >= 0; block -= 2) await reader.read(block * BLOCK + 1, 100, "a node");
  expect(reads.map(([, length]) => length)).toEqual(Array(50).fill(BLOCK));
});

test("BlockReader reads what is longer directly", async () => {
  const { reads, reader } = notedFile();
  expect(await reader.read(5, 4 * BLOCK + 1, "a table")).toEqual(BYTES.slice(5, 4 * BLOCK + 6));
  expect(reads).toEqual([[5, 4 * BLOCK + 1]]);
});

test.each([
  ["beyond the end", 100 * BLOCK, 11],
  ["no number", Number.NaN, 1],
  ["a fraction", 8.5, 1],
  ["before the start", -1, 1],
])("BlockReader rejects a range that is %s", async (_, offset, length) => {
  const { reads, reader } = notedFile();
  await expect(reader.read(offset, length, "tag 7")).rejects.toMatchObject({
    code: "invalid-data",
    message: `Cannot read tag 7: ${length} bytes at ${offset} lie outside the file of ${BYTES.byteLength} bytes`,
    context: { format: "test", offset },
  });
  expect(reads).toEqual([]);
});

test("BlockReader outlives an abort of whoever asked first", async () => {
  const { reader } = notedFile();
  const controller = new AbortController();
  const first = reader.read(0, 4, "first", { signal: controller.signal });
  const second = reader.read(4, 4, "second");
  controller.abort("enough");
  await expect(first).rejects.toBe("enough");
  expect(await second).toEqual(BYTES.slice(4, 8));
});

test("BlockReader reads again what failed", async () => {
  const inner = fileOfBytes(BYTES);
  let failures = 1;
  const reader = readerOf({
    size: inner.size,
    async read(offset, length) {
      if (failures-- > 0) throw new Error("for a moment");
      return inner.read(offset, length);
    },
  });
  await expect(reader.read(0, 4, "a")).rejects.toThrow("for a moment");
  expect(await reader.read(0, 4, "a")).toEqual(BYTES.slice(0, 4));
});

test("BlockReader gives away copies, which callers may change", async () => {
  const { reader } = notedFile();
  (await reader.read(10, 5, "a")).fill(0);
  (await reader.read(10, 5, "a")).fill(0);
  expect(await reader.read(10, 5, "a")).toEqual(BYTES.slice(10, 15));
});

test("BlockReader tells what is here without reading", async () => {
  const { reads, reader } = notedFile();
  expect(reader.known(10, 5)).toBeUndefined();
  await reader.read(10, 5, "a");
  expect(reader.known(BLOCK - 5, 5)).toEqual(BYTES.slice(BLOCK - 5, BLOCK));
  expect(reader.known(BLOCK - 5, 6)).toBeUndefined();
  expect(reader.loaded(10, 5)?.offset).toBe(0);
  expect(reads).toHaveLength(1);
});

test("BlockReader prefetches a block once, and leaves failures to the read", async () => {
  const { reads, reader } = notedFile();
  const controller = new AbortController();
  reader.prefetch(3 * BLOCK + 7, { signal: controller.signal });
  reader.prefetch(3 * BLOCK + 9);
  reader.prefetch(BYTES.byteLength);
  controller.abort("enough");
  expect(await reader.read(3 * BLOCK, 2, "a")).toEqual(BYTES.slice(3 * BLOCK, 3 * BLOCK + 2));
  expect(reads.filter(([, length]) => length === BLOCK)).toHaveLength(1);
});
