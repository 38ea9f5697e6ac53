import { expect, test } from "vitest";
import { packetsOf } from "../../src/jpeg2000/jpeg2000-packets.ts";

const TILE = { x0: 0, y0: 0, x1: 1024, y1: 640 };

function coding(precincts: readonly number[]) {
  const component = {
    levels: precincts.length - 1,
    blockWidth: 6,
    blockHeight: 6,
    style: 0,
    precincts,
    isReversible: true,
  };
  return { progression: 0, layers: 1, isTransformed: false, components: [component] };
}

test("a tile may have more precincts than a function takes arguments", () => {
  let count = 0;
  for (const _ of packetsOf(TILE, coding([0x11]), 2 ** 20)) count += 1;
  expect(count).toBe(512 * 320);
});

test("precincts of one column are refused above the lowest resolution", () => {
  expect(() => packetsOf(TILE, coding([0x88, 0x80]), 2 ** 20).next()).toThrow(
    "Cannot decode JPEG 2000: resolution 1 has precincts of 1 x 256",
  );
});
