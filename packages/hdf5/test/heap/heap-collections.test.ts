import { expect, test } from "vitest";
import { HeapCollections } from "../../src/heap/heap-collections.ts";
import { FieldWriter } from "../../src/write/print/field-writer.ts";
import { contextOf } from "../memory-context.ts";

const COLLECTION_BYTES = 48;

/** Collections side by side, each of one object, a byte that is its number, with the lengths that they claim. */
function heapOf(claims: readonly number[]) {
  const fields = new FieldWriter();
  for (const [n, claim] of claims.entries()) {
    fields.text("GCOL").u32(1).u64(claim).u16(1).u16(0).u32(0).u64(1).u8(n).align(8).zeros(8);
  }
  return new HeapCollections(contextOf(fields.bytes.slice()));
}

test("HeapCollections loads the collections that were missing", async () => {
  const heap = heapOf(Array(100).fill(COLLECTION_BYTES));
  const object = (n: number) => heap.object({ address: n * COLLECTION_BYTES, index: 1 });
  for (let n = 0; n < 100; n += 1) expect(object(n)).toBeUndefined();
  await heap.load();
  expect(heap.isIncomplete).toBe(false);
  expect(object(99)).toEqual(Uint8Array.of(99));
});

test("HeapCollections refuses collections that each claim to hold those behind them", async () => {
  const heap = heapOf(Array.from({ length: 100 }, (_, n) => (100 - n) * COLLECTION_BYTES));
  for (let n = 0; n < 100; n += 1) heap.object({ address: n * COLLECTION_BYTES, index: 1 });
  await expect(heap.load()).rejects.toMatchObject({
    code: "invalid-data",
    message: expect.stringContaining("lie within each other"),
  });
});
