/**
 * Decoding the scans of a JPEG stream to DCT coefficients. ITU-T T.81 §A.2.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import { arithmeticBlocks } from "./jpeg-arithmetic.ts";
import { nextMarker } from "./jpeg-bits.ts";
import { badJpeg } from "./jpeg-error.ts";
import type { JpegFrame, JpegScan } from "./jpeg-frame.ts";
import { huffmanBlocks } from "./jpeg-huffman.ts";

/** Quantized coefficients of a component: blocks row by row, 64 coefficients each, row by row. */
export interface ComponentBlocks {
  readonly coefficients: Int16Array;
  /** Blocks in a row of the coefficients, whole MCUs. */
  readonly stride: number;
  /** Blocks that the component needs, along x and y. */
  readonly across: number;
  readonly down: number;
  /** Samples of the component, along x and y. */
  readonly width: number;
  readonly height: number;
}

export function componentBlocks(frame: JpegFrame): ComponentBlocks[] {
  const { across, down, maxHorizontal, maxVertical } = mcus(frame);
  return frame.components.map(({ horizontal, vertical }) => {
    const width = Math.ceil((frame.width * horizontal) / maxHorizontal);
    const height = Math.ceil((frame.height * vertical) / maxVertical);
    return {
      coefficients: new Int16Array(64 * across * horizontal * down * vertical),
      stride: across * horizontal,
      across: Math.ceil(width / 8),
      down: Math.ceil(height / 8),
      width,
      height,
    };
  });
}

function mcus({ width, height, components }: JpegFrame) {
  const maxHorizontal = Math.max(...components.map(({ horizontal }) => horizontal));
  const maxVertical = Math.max(...components.map(({ vertical }) => vertical));
  return {
    across: Math.ceil(width / (8 * maxHorizontal)),
    down: Math.ceil(height / (8 * maxVertical)),
    maxHorizontal,
    maxVertical,
  };
}

/** Decodes one scan into `blocks`, those of the frame's components, and returns the end of its data. */
export function decodeCoefficients(
  bytes: Bytes,
  scan: JpegScan,
  frame: JpegFrame,
  blocks: readonly ComponentBlocks[],
): number {
  const isInterleaved = scan.components.length > 1;
  const coded = scan.components.map(({ index }) => {
    const { horizontal, vertical } = frame.components[index]!;
    return {
      ...blocks[index]!,
      horizontal: isInterleaved ? horizontal : 1,
      vertical: isInterleaved ? vertical : 1,
    };
  });
  // The MCU of one component is a block. T.81 §A.2.2.
  const { across, down } = isInterleaved ? mcus(frame) : coded[0]!;
  const { first, last } = scan;
  if (frame.process === "progressive" && (last > 63 || first > last)) {
    throw badJpeg(`a scan has the coefficients ${first} to ${last}`);
  }
  const decoder = (frame.isArithmetic ? arithmeticBlocks : huffmanBlocks)(bytes, scan, frame);
  for (let mcu = 0; mcu < across * down; mcu += 1) {
    if (scan.restartInterval > 0 && mcu > 0 && mcu % scan.restartInterval === 0) {
      decoder.restart(mcu / scan.restartInterval - 1);
    }
    const [column, row] = [mcu % across, Math.floor(mcu / across)];
    for (let n = 0; n < coded.length; n += 1) {
      const { coefficients, stride, horizontal, vertical } = coded[n]!;
      for (let v = 0; v < vertical; v += 1) {
        for (let h = 0; h < horizontal; h += 1) {
          const at = 64 * ((row * vertical + v) * stride + column * horizontal + h);
          decoder.decode(n, coefficients, at);
        }
      }
    }
  }
  return nextMarker(bytes, decoder.position);
}
