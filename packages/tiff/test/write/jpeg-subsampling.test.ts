import { expect, it } from "vitest";
import { jpegSubsampling } from "../../src/write/jpeg-subsampling.ts";

/** SOI, a comment, fill bytes, and a baseline frame of 16 x 16 pixels. */
function stream(...sampling: readonly number[]): Uint8Array<ArrayBuffer> {
  const components = sampling.flatMap((value, i) => [i + 1, value, 0]);
  const frame = [0xff, 0xc0, 0, 8 + components.length, 8, 0, 16, 0, 16, sampling.length, ...components];
  return Uint8Array.of(
    0xff,
    0xd8,
    0xff,
    0xfe,
    0,
    3,
    7,
    0xff,
    0xff,
    ...frame.slice(1),
    ...new Array(8).fill(0),
  );
}

it.each([
  [
    [0x11, 0x11, 0x11],
    [1, 1],
  ],
  [
    [0x21, 0x11, 0x11],
    [2, 1],
  ],
  [
    [0x22, 0x11, 0x11],
    [2, 2],
  ],
  [
    [0x42, 0x22, 0x22],
    [2, 1],
  ],
  [
    [0x41, 0x11, 0x11],
    [4, 1],
  ],
  [[0x11], undefined],
  [[0x32, 0x21, 0x21], undefined],
  [[0x22, 0x00, 0x00], undefined],
])("jpegSubsampling() of frames sampled %j is %j", (sampling, expected) => {
  expect(jpegSubsampling(stream(...sampling))).toEqual(expected);
});

it("jpegSubsampling() ends with every stream, however short", () => {
  const whole = stream(0x22, 0x11, 0x11);
  for (let length = 0; length < whole.length - 8; length += 1) {
    expect(jpegSubsampling(whole.slice(0, length))).toBeUndefined();
  }
});
