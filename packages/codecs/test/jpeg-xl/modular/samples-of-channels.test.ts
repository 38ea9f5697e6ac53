import { expect, test } from "vitest";
import type { JpegXlHeader } from "../../../src/jpeg-xl/jpeg-xl-header.ts";
import { elementsOfChannels } from "../../../src/jpeg-xl/modular/samples-of-channels.ts";

function headerOf(bits: number, exponentBits: number, width: number, orientation = 1): JpegXlHeader {
  return {
    width,
    height: 6 / width,
    orientation,
    depth: { bits, exponentBits },
    isGray: true,
    isXyb: false,
    extraChannels: [],
    animation: undefined,
    hasPreview: false,
    hasProfile: false,
  };
}

function channelOf(width: number, samples: readonly number[]) {
  return { width, height: 6 / width, xShift: 0, yShift: 0, samples: Int32Array.from(samples) };
}

test("half floats widen to the same numbers, the smallest and the special ones too", () => {
  const halves = [0x8000, 0x0001, 0x83ff, 0x3c00, 0xfc00, 0x7e00];
  const bits = elementsOfChannels([channelOf(6, halves)], headerOf(16, 5, 6), "float32", false);
  const numbers = new Float32Array(bits.buffer);
  expect([...numbers]).toEqual([-0, 2 ** -24, -1023 * 2 ** -24, 1, Number.NEGATIVE_INFINITY, Number.NaN]);
});

test("integers are limited to their bits", () => {
  const samples = [-5, 0, 1, 1023, 1024, 70000];
  const elements = elementsOfChannels([channelOf(6, samples)], headerOf(10, 0, 6), "uint16", false);
  expect([...elements]).toEqual([0, 0, 1, 1023, 1023, 1023]);
});

/** Of 3 x 2 pixels, as EXIF numbers them. */
test.each([
  [1, [1, 2, 3, 4, 5, 6]],
  [2, [3, 2, 1, 6, 5, 4]],
  [3, [6, 5, 4, 3, 2, 1]],
  [4, [4, 5, 6, 1, 2, 3]],
  [5, [1, 4, 2, 5, 3, 6]],
  [6, [4, 1, 5, 2, 6, 3]],
  [7, [6, 3, 5, 2, 4, 1]],
  [8, [3, 6, 2, 5, 1, 4]],
])("pixels stored in orientation %d are turned", (orientation, expected) => {
  const header = headerOf(8, 0, 3, orientation);
  const elements = elementsOfChannels([channelOf(3, [1, 2, 3, 4, 5, 6])], header, "uint8", false);
  expect([...elements]).toEqual(expected);
});

test.each([
  ["uint8", 10, 0, "10 bits"],
  ["uint32", 16, 0, "16 bits"],
  ["float16", 16, 8, "16-bit floats"],
  ["uint16", 16, 5, "16-bit floats"],
] as const)(
  "an array of %s refuses samples of %d bits, %d of the exponent",
  (dataType, bits, exponentBits, name) => {
    const header = headerOf(bits, exponentBits, 6);
    expect(() => elementsOfChannels([channelOf(6, [0, 0, 0, 0, 0, 0])], header, dataType, false)).toThrow(
      `its samples have ${name}, not those of ${dataType}`,
    );
  },
);
