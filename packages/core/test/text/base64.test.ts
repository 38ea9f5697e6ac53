import { expect, it } from "vitest";
import { decodeBase64, encodeBase64 } from "../../src/index.ts";

it.each([
  ["", []],
  ["AA==", [0]],
  ["/+8=", [255, 239]],
  ["AQID", [1, 2, 3]],
])("%s is base64 and back", (text, bytes) => {
  expect(decodeBase64(text)).toEqual(Uint8Array.from(bytes));
  expect(encodeBase64(Uint8Array.from(bytes))).toBe(text);
});

it.each(["A", "AA", "AA=A", "A===", "AQ ID", "_-8="])("%s is not base64", (text) => {
  expect(decodeBase64(text)).toBeUndefined();
});
