import { expect, test } from "vitest";
import { decodeText } from "../../src/text/decode-text.ts";

test("decodeText() reads UTF-8, its byte order mark and NULs included", () => {
  const text = "\uFEFF0.5 µm\0, 顕微鏡\0";
  expect(decodeText(new TextEncoder().encode(text))).toBe(text);
});

test("decodeText() reads invalid UTF-8 as Windows-1252", () => {
  expect(decodeText(Uint8Array.of(0x80, 0x31, 0x20, 0xb5, 0x6d, 0x20, 0x96, 0x20, 0x93, 0x9f))).toBe(
    "€1 µm – “Ÿ",
  );
});

test("decodeText() maps each byte to another character, unassigned ones to control characters", () => {
  const text = decodeText(Uint8Array.from({ length: 256 }, (_, byte) => byte));
  expect(new Set(text).size).toBe(256);
  expect([0x81, 0x8d, 0x8f, 0x90, 0x9d].map((byte) => text.charCodeAt(byte))).toEqual([
    0x81, 0x8d, 0x8f, 0x90, 0x9d,
  ]);
  expect([...text.slice(0xa0)].every((character, i) => character.charCodeAt(0) === 0xa0 + i)).toBe(true);
});

test("decodeText() agrees with Python's cp1252 on the upper half", () => {
  // bytes(range(0x80, 0xa0)).decode("cp1252", "replace"), which leaves five bytes without a character.
  const python = "€�‚ƒ„…†‡ˆ‰Š‹Œ�Ž��‘’“”•–—˜™š›œ�žŸ";
  const ours = decodeText(Uint8Array.from({ length: 32 }, (_, i) => 0x80 + i));
  expect(ours.replace(/[\x81\x8d\x8f\x90\x9d]/g, "�")).toBe(python);
});

test("decodeText() reads long texts", () => {
  expect(decodeText(new Uint8Array(200_000).fill(0xe9))).toBe("é".repeat(200_000));
});
