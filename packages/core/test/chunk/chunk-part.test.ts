import { counting } from "@chunkwright/testkit";
import { expect, test } from "vitest";
import { checkPart, chunkOfPart, copyPart, createChunk, filledChunk } from "../../src/index.ts";

const array = counting([4, 6]);
const part = { chunk: array, region: { start: [2, 3], shape: [2, 3] } };

test("chunkOfPart() copies the part, and leaves zeroes where it does not reach", () => {
  expect([...chunkOfPart(part, [2, 3]).data]).toEqual([15, 16, 17, 21, 22, 23]);
  expect([...chunkOfPart(part, [3, 4]).data]).toEqual([15, 16, 17, 0, 21, 22, 23, 0, 0, 0, 0, 0]);
});

test("copyPart() does the same in memory that is reused", () => {
  const used = filledChunk("uint16", [3, 4], 9);
  copyPart(part, used);
  expect(used).toEqual(chunkOfPart(part, [3, 4]));
});

test("checkPart() refuses parts that exceed their array or a chunk, and arrays of another length", () => {
  checkPart(part, [2, 3]);
  expect(() => checkPart(part, [2, 2])).toThrow(RangeError);
  expect(() => checkPart(part, [2, 3, 1])).toThrow(RangeError);
  expect(() => checkPart({ ...part, region: { start: [3, 3], shape: [2, 3] } }, [2, 3])).toThrow(RangeError);
  const chunk = { ...createChunk("uint16", [4, 6]), shape: [4, 7] };
  expect(() => checkPart({ ...part, chunk }, [2, 3])).toThrow("[4,7] uint16 elements has 48 bytes, not 56");
});
