import { createFileEnd, offsetOfEnd, takeRoom } from "@chunkwright/core";
import { expect, test, vi } from "vitest";

test("takeRoom() allocates disjoint, aligned ranges, beyond 4 GiB too", () => {
  const end = createFileEnd(2 ** 32 - 30, 16);
  expect(takeRoom(end, 1)).toBe(2 ** 32 - 16);
  expect(takeRoom(end, 17)).toBe(2 ** 32);
  expect(takeRoom(end, 16)).toBe(2 ** 32 + 32);
  expect(takeRoom({ ...end, alignment: 1 }, 5)).toBe(2 ** 32 + 48);
  expect(takeRoom(end, 5)).toBe(2 ** 32 + 64);
  expect(offsetOfEnd(end)).toBe(2 ** 32 + 69);
});

test("the end of a file lies in shared memory if there is any", () => {
  expect(createFileEnd(0, 1).offset.buffer).toBeInstanceOf(SharedArrayBuffer);
  vi.stubGlobal("SharedArrayBuffer", undefined);
  const end = createFileEnd(3, 1);
  vi.unstubAllGlobals();
  expect(takeRoom(end, 2)).toBe(3);
  expect(takeRoom(end, 2)).toBe(5);
});
