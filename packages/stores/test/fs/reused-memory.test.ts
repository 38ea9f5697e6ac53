import { expect, it } from "vitest";
import { reusedMemory } from "../../src/fs/reused-memory.ts";

it("reusedMemory() gives the same memory again, and more when that is wanted", () => {
  const allocate = reusedMemory();
  const first = allocate(8).fill(1);
  expect([...allocate(4)]).toEqual([1, 1, 1, 1]);
  expect(allocate(8).buffer).toBe(first.buffer);
  expect(allocate(9).buffer).not.toBe(first.buffer);
});

it("reusedMemory() keeps no more than 16 MiB", () => {
  const allocate = reusedMemory();
  const length = 16 * 1024 * 1024 + 1;
  expect(allocate(length).buffer).not.toBe(allocate(length).buffer);
});
