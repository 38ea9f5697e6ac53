import { expect, test } from "vitest";
import { ChunkTable } from "../../src/chunk/chunk-table.ts";

const OWNER = { fileSize: 2 ** 40 + 3, address: 2 ** 35 + 1 };
const CHUNKS = [
  { number: 2 ** 40 + 5, offset: 2 ** 45 + 7, length: 2 ** 32 - 1, mask: 0 },
  { number: 0, offset: 2048, length: 10, mask: 0 },
  { number: 7, offset: 2 ** 33, length: 11, mask: 5 },
];

test("find() knows chunks by number, beyond 2^32 too", () => {
  const table = ChunkTable.of(CHUNKS);
  for (const { number, ...stored } of CHUNKS) expect(table.find(number)).toEqual(stored);
  for (const number of [1, 6, 8, 5, 2 ** 40 + 6]) expect(table.find(number)).toBeUndefined();
});

test("a table survives as bytes, 16 a chunk and 12 a mask", () => {
  const bytes = ChunkTable.of(CHUNKS).toBytes(OWNER);
  expect(bytes.byteLength).toBe(32 + 3 * 16 + 12);
  const table = ChunkTable.fromBytes(bytes, OWNER);
  for (const { number, ...stored } of CHUNKS) expect(table.find(number)).toEqual(stored);
});

test("fromBytes() rejects what is no table of the dataset", () => {
  const bytes = ChunkTable.of(CHUNKS).toBytes(OWNER);
  expect(() => ChunkTable.fromBytes(bytes.slice(0, -4), OWNER)).toThrow("it is cut off");
  expect(() => ChunkTable.fromBytes(new Uint8Array(64), OWNER)).toThrow("it is no chunk index");
  expect(() => ChunkTable.fromBytes(bytes, { ...OWNER, address: 8 })).toThrow("another dataset");
});

test.each([
  { number: 2 ** 48, offset: 8, length: 1, mask: 0 },
  { number: 0, offset: 2 ** 48, length: 1, mask: 0 },
  { number: 0, offset: 8, length: 2 ** 32, mask: 0 },
])("of() refuses %j, which its words do not hold", (chunk) => {
  expect(() => ChunkTable.of([chunk])).toThrow("beyond 2^");
});
