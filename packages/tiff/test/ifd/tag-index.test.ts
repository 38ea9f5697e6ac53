import { expect, test } from "vitest";
import type { IfdTable } from "../../src/ifd/ifd-table.ts";
import { TagIndex } from "../../src/ifd/tag-index.ts";

const ENTRY_BYTES = 12;

type Head = readonly [tag: number, type: number];

/** A table of these tags and types, with other bytes in front. */
function table(heads: readonly Head[], at = 0, value = 0): IfdTable {
  const byteLength = ENTRY_BYTES * heads.length;
  const view = new DataView(new ArrayBuffer(at + byteLength));
  for (const [i, [tag, type]] of heads.entries()) {
    view.setUint16(at + ENTRY_BYTES * i, tag, true);
    view.setUint16(at + ENTRY_BYTES * i + 2, type, true);
    view.setUint32(at + ENTRY_BYTES * i + 8, value, true);
  }
  return { view, at, offset: at, byteLength, highWords: undefined };
}

const HEADS: readonly Head[] = [
  [256, 4],
  [273, 4],
  [270, 2],
  [51123, 2],
];

test("TagIndex knows where tags are, and which may say something of an image", () => {
  const index = new TagIndex(table(HEADS, 6), true, ENTRY_BYTES);
  expect(index.tags).toEqual([256, 273, 270, 51123]);
  expect([...index.places.values()]).toEqual([0, 12, 24, 36]);
  expect(index.descriptive).toEqual([256]);
});

test("TagIndex skips unknown types, and takes the first of two entries of a tag", () => {
  const index = new TagIndex(
    table([
      [256, 99],
      [256, 3],
      [256, 4],
    ]),
    true,
    ENTRY_BYTES,
  );
  expect([...index.places]).toEqual([[256, 12]]);
});

test("TagIndex fits tables of the same tags and types, wherever they are and whatever their values", () => {
  const index = new TagIndex(table(HEADS), true, ENTRY_BYTES);
  expect(index.fits(table(HEADS, 6, 1))).toBe(true);
  expect(index.fits(table(HEADS.slice(1)))).toBe(false);
  expect(index.fits(table([...HEADS, [60000, 3]]))).toBe(false);
  expect(index.fits(table(HEADS.with(1, [273, 3])))).toBe(false);
  expect(index.fits(table(HEADS.with(1, [274, 4])))).toBe(false);
});
