import { expect, test } from "vitest";
import { decodeText } from "../src/text.ts";

test("decodeText() drops trailing NULs alone", () => {
  expect(decodeText(new Uint8Array([0, 65, 0, 66, 0, 0]))).toBe("\0A\0B");
});

test("decodeText() reads long Latin-1", () => {
  const bytes = new Uint8Array(20_000).fill(0xe9);
  expect(decodeText(bytes)).toBe("é".repeat(20_000));
});

test("decodeText() keeps control characters of Latin-1", () => {
  expect(decodeText(new Uint8Array([0x80, 0x9f]))).toBe("\u0080\u009f");
});
