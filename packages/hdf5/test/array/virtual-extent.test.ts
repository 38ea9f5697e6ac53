import { expect, test } from "vitest";
import type { Selection } from "../../src/array/selection.ts";
import { virtualShape } from "../../src/array/virtual-extent.ts";
import type { VirtualMapping } from "../../src/array/virtual-mapping.ts";

function box(start: number, block: number | undefined): Selection {
  return { kind: "hyperslab", axes: [{ start, stride: 1, count: 1, block }] };
}

test("virtualShape() reaches as far as the furthest of any number of mappings", async () => {
  const limited = Array.from({ length: 200_000 }, (_, n): VirtualMapping => {
    return { file: ".", dataset: "a", source: { kind: "all" }, target: box(n, 1) };
  });
  const unlimited = { file: ".", dataset: "b", source: box(0, undefined), target: box(0, undefined) };
  expect(await virtualShape([1], [...limited, unlimited], async () => undefined)).toEqual([200_000]);
});
