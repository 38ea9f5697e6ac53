/**
 * Decoding lossless JPEG: each sample is a difference to a prediction from its neighbours. ITU-T T.81 Annex H.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import { type HuffmanTable, JpegBits, nextMarker } from "./jpeg-bits.ts";
import { badJpeg, unsupportedJpeg } from "./jpeg-error.ts";
import type { JpegFrame, JpegScan } from "./jpeg-frame.ts";

/** The category of difference 32768, which is not followed by bits. T.81 §H.1.2.2. */
const WHOLE_RANGE = 16;

/**
 * Decodes a scan into `samples`, [y, x, component], before the point transform is undone. Returns the end of its data.
 */
export function decodeLosslessScan(
  bytes: Bytes,
  { components, huffman, first: predictor, low: shift, restartInterval, dataStart }: JpegScan,
  frame: JpegFrame,
  samples: Uint16Array,
): number {
  const { width, height, precision } = frame;
  if (frame.components.some(({ horizontal, vertical }) => horizontal * vertical !== 1)) {
    throw unsupportedJpeg("subsampled lossless components");
  }
  if (predictor < 1 || predictor > 7 || shift >= precision) {
    throw badJpeg(`its predictor is ${predictor}, and its point transform ${shift}`);
  }
  if (restartInterval % width !== 0) throw badJpeg("its restart markers are inside of rows");
  const coded = components.map(({ index, dc }): { index: number; table: HuffmanTable } => {
    const table = huffman.get(dc);
    if (!table) throw badJpeg("a scan has no Huffman table");
    return { index, table };
  });
  const pixelStep = frame.components.length;
  const rowStep = width * pixelStep;
  const start = 2 ** (precision - shift - 1);
  const rowsPerRestart = restartInterval / width;
  const bits = new JpegBits(bytes, dataStart);
  let firstRow = 0;
  for (let y = 0; y < height; y += 1) {
    if (rowsPerRestart > 0 && y > 0 && y % rowsPerRestart === 0) {
      bits.restart(y / rowsPerRestart - 1);
      firstRow = y;
    }
    for (let x = 0; x < width; x += 1) {
      for (const { index, table } of coded) {
        const at = y * rowStep + x * pixelStep + index;
        let prediction = start;
        // T.81 §H.1.2.1: the first row is predicted from the left, the first column from above.
        if (x > 0 && y > firstRow) prediction = predict(predictor, samples, at, pixelStep, rowStep);
        else if (x > 0) prediction = samples[at - pixelStep]!;
        else if (y > firstRow) prediction = samples[at - rowStep]!;
        const category = bits.symbol(table);
        if (category > WHOLE_RANGE) throw badJpeg(`it has a difference of ${category} bits`);
        const difference = category === WHOLE_RANGE ? 32768 : bits.extended(category);
        samples[at] = prediction + difference;
      }
    }
  }
  return nextMarker(bytes, bits.position);
}

/** T.81 Table H.1. */
function predict(predictor: number, samples: Uint16Array, at: number, pixelStep: number, rowStep: number) {
  const left = samples[at - pixelStep]!;
  const above = samples[at - rowStep]!;
  const corner = samples[at - rowStep - pixelStep]!;
  switch (predictor) {
    case 1:
      return left;
    case 2:
      return above;
    case 3:
      return corner;
    case 4:
      return left + above - corner;
    case 5:
      return left + ((above - corner) >> 1);
    case 6:
      return above + ((left - corner) >> 1);
    default:
      return (left + above) >> 1;
  }
}
