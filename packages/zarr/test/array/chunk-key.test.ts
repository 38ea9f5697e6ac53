import { expect, it } from "vitest";
import { chunkKey } from "../../src/array/chunk-key.ts";

it.each([
  ["default", "/", [1, 23], "c/1/23"],
  ["default", ".", [1, 23], "c.1.23"],
  ["default", "/", [], "c"],
  ["v2", ".", [1, 23], "1.23"],
  ["v2", "/", [1, 23], "1/23"],
  ["v2", ".", [], "0"],
] as const)("chunkKey() in encoding %s with separator %s turns %j into %s", (name, separator, index, key) => {
  expect(chunkKey({ name, separator }, index)).toBe(key);
});
