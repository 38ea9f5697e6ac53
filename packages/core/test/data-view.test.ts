import { expect, it } from "vitest";
import { dataViewOf } from "../src/index.ts";

it("dataViewOf() covers the bytes and nothing else of their buffer", () => {
  const bytes = Uint8Array.of(1, 2, 3, 4, 5).subarray(1, 4);
  const view = dataViewOf(bytes);
  expect([view.byteLength, view.getUint8(0), view.getUint16(1)]).toEqual([3, 2, 0x0304]);
  view.setUint8(0, 9);
  expect(bytes[0]).toBe(9);
});
