import { expect, test } from "vitest";
import { releaseMemory } from "../src/release-memory.ts";

test("releaseMemory() empties large pieces, once, and leaves small ones alone", () => {
  const memory = new ArrayBuffer(2 ** 16);
  releaseMemory(memory);
  expect(memory.byteLength).toBe(0);
  releaseMemory(memory);
  const small = new ArrayBuffer(8);
  releaseMemory(small);
  expect(small.byteLength).toBe(8);
});
