import { expect, test } from "vitest";
import { checkChecksum } from "../../src/file/metadata-checksum.ts";

const TEXT = new TextEncoder().encode("Four score and seven years ago");

test("checkChecksum() rejects bytes that were changed, and too few of them", () => {
  const bytes = new Uint8Array(TEXT.length + 4);
  bytes.set(TEXT);
  new DataView(bytes.buffer).setUint32(TEXT.length, 0x17770551, true);
  checkChecksum(bytes, "a text");
  bytes[3] = 1;
  expect(() => checkChecksum(bytes, "a text")).toThrow("Cannot read a text: its checksum is 0x");
  expect(() => checkChecksum(bytes.subarray(0, 3), "a text")).toThrow("3 bytes have no checksum");
});
