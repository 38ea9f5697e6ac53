/**
 * Transforms of Modular images: what they make of the channels, and undoing them. ISO/IEC 18181-1 §H.6.
 *
 * @module
 */

import { badJpegXl } from "../jpeg-xl-error.ts";
import type { JpegXlReader } from "../jpeg-xl-reader.ts";
import type { Channel } from "./channel.ts";
import { planPalette, readPalette, undoPalette } from "./palette.ts";
import type { PlannedImage } from "./planned-image.ts";
import { planColorTransform, readColorTransform, undoColorTransform } from "./reversible-colors.ts";
import { planSqueeze, readSqueezes, undoSqueeze } from "./squeeze.ts";
import type { WeightedParameters } from "./weighted-predictor.ts";

/** Undoes a transform: takes the channels that it has made, and returns those that it was applied to. */
export type Undo = (channels: readonly Channel[]) => Channel[];

/** TransformId, Table H.6. */
const [COLORS, PALETTE, SQUEEZE] = [0, 1, 2] as const;

/**
 * Reads the transforms of a stream and applies them to `image`, which then has the channels that are stored. They are to
 * be undone last to first.
 */
export function readTransforms(
  reader: JpegXlReader,
  image: PlannedImage,
  parameters: WeightedParameters,
): Undo[] {
  const count = reader.choose([0, 0], [1, 0], [2, 4], [18, 8]);
  const undos: Undo[] = [];
  for (let i = 0; i < count; i += 1) {
    undos.push(...readTransform(reader, image, parameters));
    reader.checkEnd();
  }
  return undos;
}

function readTransform(reader: JpegXlReader, image: PlannedImage, parameters: WeightedParameters): Undo[] {
  const id = reader.read(2);
  switch (id) {
    case COLORS: {
      const transform = readColorTransform(reader);
      planColorTransform(image, transform);
      return [(channels) => undoColorTransform(channels, transform)];
    }
    case PALETTE: {
      const palette = readPalette(reader);
      planPalette(image, palette);
      return [(channels) => undoPalette(channels, palette, image.bits, parameters)];
    }
    case SQUEEZE:
      return readSqueezes(reader, image).map((squeeze) => {
        planSqueeze(image, squeeze);
        return (channels) => undoSqueeze(channels, squeeze);
      });
    default:
      throw badJpegXl(`it has transform ${id}`);
  }
}
