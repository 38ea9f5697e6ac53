import { expect, test } from "vitest";
import { tagText } from "../../src/ifd/tag-text.ts";

test("tagText() drops trailing NULs alone", () => {
  expect(tagText(new Uint8Array([0, 65, 0, 66, 0, 0]))).toBe("\0A\0B");
  expect(tagText(new Uint8Array(3))).toBe("");
});

test("tagText() reads what programs on Windows leave in ASCII", () => {
  expect(tagText(Uint8Array.of(0x93, 0xb5, 0x6d, 0x94, 0))).toBe("“µm”");
});
