import { expect, test } from "vitest";
import { JpegXlReader } from "../../../src/jpeg-xl/jpeg-xl-reader.ts";
import { JpegXlWriter } from "../../../src/jpeg-xl/jpeg-xl-writer.ts";
import { budgetOf } from "../../../src/jpeg-xl/modular/budget.ts";
import { plannedChannel } from "../../../src/jpeg-xl/modular/channel.ts";
import type { PlannedImage } from "../../../src/jpeg-xl/modular/planned-image.ts";
import { readTransforms } from "../../../src/jpeg-xl/modular/transforms.ts";
import { readWeightedParameters } from "../../../src/jpeg-xl/modular/weighted-predictor.ts";

const [COLORS, PALETTE, SQUEEZE] = [0, 1, 2] as const;
const FIRST_CHANNELS = [
  [0, 3],
  [8, 6],
  [72, 10],
  [1096, 13],
] as const;
/** As many as a stream can have. */
const TRANSFORMS = 273;

const WRITERS = {
  "color transforms": (bits: JpegXlWriter) => {
    bits.write(COLORS, 2);
    bits.choose(0, FIRST_CHANNELS);
    bits.write(0, 2);
  },
  "palettes without entries, by the weighted predictor": (bits: JpegXlWriter, before: number) => {
    bits.write(PALETTE, 2);
    bits.choose(before, FIRST_CHANNELS);
    bits.write(0, 2 + (2 + 8) + 2);
    bits.write(6, 4);
  },
};

function imageOf(width: number, height: number): PlannedImage {
  const channels = Array.from({ length: 3 }, () => plannedChannel(width, height));
  return { channels, parameterChannels: 0, bits: 8, budget: budgetOf(3 * width * height) };
}

function read(image: PlannedImage, write: (bits: JpegXlWriter, before: number) => void, count: number) {
  const bits = new JpegXlWriter();
  bits.write(1, 1); // The usual weights.
  bits.write(3, 2);
  bits.write(count - 18, 8);
  for (let i = 0; i < count; i += 1) write(bits, i);
  const reader = new JpegXlReader(bits.bytes());
  const parameters = readWeightedParameters(reader);
  return readTransforms(reader, image, parameters);
}

test.each(Object.entries(WRITERS))("a kilobyte of %s is refused, which would take minutes", (_, write) => {
  expect(() => read(imageOf(2, 2 ** 20), write, TRANSFORMS)).toThrow(
    "Cannot decode JPEG XL: its transforms ask for too many samples (computed)",
  );
});

test.each(Object.entries(WRITERS))("a small picture may have many %s", (_, write) => {
  expect(read(imageOf(30, 30), write, TRANSFORMS)).toHaveLength(TRANSFORMS);
});

test("the palette of a small picture is not squeezed again and again", () => {
  const write = (bits: JpegXlWriter, before: number): void => {
    bits.write(before === 0 ? PALETTE : SQUEEZE, 2);
    if (before === 0) {
      bits.write(0, 5 + 2);
      bits.write(3, 2);
      bits.write(0xffff, 16); // Colors,
      bits.write(0, 2 + 4); // none of them added to predictions.
    } else {
      bits.write(1, 2);
      bits.write(0, 4);
      bits.write(0b10, 2); // One, down, in place,
      bits.choose(0, FIRST_CHANNELS);
      bits.write(0, 2);
    }
  };
  expect(() => read(imageOf(30, 30), write, TRANSFORMS)).toThrow("too many samples (computed)");
});
