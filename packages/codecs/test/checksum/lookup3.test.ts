import { lookup3 } from "@chunkwright/codecs";
import { expect, test } from "vitest";

const TEXT = new TextEncoder().encode("Four score and seven years ago");

test("lookup3() returns the values printed in lookup3.c", () => {
  expect(lookup3(new Uint8Array(0))).toBe(0xdeadbeef);
  expect(lookup3(TEXT)).toBe(0x17770551);
  expect(lookup3(TEXT, 1)).toBe(0xcd628161);
});
