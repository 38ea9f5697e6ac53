import { expect, test } from "vitest";
import { readExtensibleArray } from "../../src/chunk/extensible-array.ts";
import { FieldWriter } from "../../src/write/print/field-writer.ts";
import { contextOf } from "../memory-context.ts";

const INDEX_BLOCK = 128;

/** An extensible array at 0 whose index block has the addresses of two data blocks. */
function arrayOf(dataBlocks: readonly number[]) {
  const header = new FieldWriter().text("EAHD").u8(0).u8(0).u8(8).u8(32).u8(0).u8(16).u8(2).u8(10);
  header
    .zeros(6 * 8)
    .address(INDEX_BLOCK)
    .checksum();
  const index = new FieldWriter().text("EAIB").u8(0).u8(0).address(0);
  for (const address of dataBlocks) index.address(address);
  const levels = 32 - Math.log2(16) + 1;
  for (let level = 2; level < levels; level += 1) index.address(undefined);
  index.checksum();
  return contextOf(new FieldWriter().put(header.bytes).padTo(INDEX_BLOCK).put(index.bytes).bytes.slice());
}

test("readExtensibleArray() leaves no read behind when an address is no number", async () => {
  const left: unknown[] = [];
  const note = (error: unknown) => left.push(error);
  process.on("unhandledRejection", note);
  try {
    // The first block lies outside the file, which its read finds out later than the parser the second address.
    await expect(readExtensibleArray(arrayOf([2 ** 40, 2 ** 60]), 0, 1)).rejects.toMatchObject({
      code: "unsupported",
    });
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(left).toEqual([]);
  } finally {
    process.off("unhandledRejection", note);
  }
});
