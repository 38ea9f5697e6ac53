/**
 * Our own JPEG decoder, for streams that the build of libjpeg-turbo does not support: samples of up to 16 bits,
 * lossless frames, and any number of components. ITU-T T.81.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import { type ComponentBlocks, componentBlocks, decodeCoefficients } from "./jpeg-coefficients.ts";
import { badJpeg, unsupportedJpeg } from "./jpeg-error.ts";
import { type JpegFrame, readJpeg } from "./jpeg-frame.ts";
import { inverseDct } from "./jpeg-inverse-dct.ts";
import { decodeLosslessScan } from "./jpeg-lossless.ts";
import type { JpegColors } from "./jpeg-stream.ts";
import { type Plane, upsample } from "./jpeg-upsample.ts";

/** The samples, [y, x, component], of a stream that must have `count` of them. */
export function decodePlainJpeg(bytes: Bytes, count: number, colors: JpegColors): Uint16Array<ArrayBuffer> {
  let frame: JpegFrame | undefined;
  let blocks: readonly ComponentBlocks[] = [];
  let samples = new Uint16Array();
  let shift = 0;
  const tables: (Uint16Array | undefined)[] = [];
  readJpeg(bytes, {
    frame(found) {
      checkFrame(found, count);
      frame = found;
      if (found.process === "lossless") samples = new Uint16Array(count);
      else blocks = componentBlocks(found);
    },
    scan(scan, quantization) {
      if (!frame) return 0;
      if (frame.process === "lossless") {
        shift = scan.low;
        return decodeLosslessScan(bytes, scan, frame, samples);
      }
      // A component keeps the table that is defined at its first scan. T.81 §B.2.4.1.
      for (const { index } of scan.components)
        tables[index] ??= quantization[frame.components[index]!.quantization];
      return decodeCoefficients(bytes, scan, frame, blocks);
    },
  });
  if (!frame) throw badJpeg("it has no frame");
  if (frame.process === "lossless") return shift === 0 ? samples : samples.map((sample) => sample << shift);
  const planes = blocks.map((component, i) => planeOf(component, tables[i], frame!.precision));
  const pixels = interleave(frame, planes);
  if (colors !== "plain") toColors(pixels, frame, colors);
  return pixels;
}

function checkFrame({ process, precision, width, height, components }: JpegFrame, count: number): void {
  if (width * height * components.length !== count) {
    throw badJpeg(`it is ${width} x ${height} x ${components.length} samples, ${count} were expected`);
  }
  const isKnown =
    process === "lossless" ? precision >= 2 && precision <= 16 : precision === 8 || precision === 12;
  if (!isKnown) throw unsupportedJpeg(`${process} samples of ${precision} bits`);
}

function planeOf(blocks: ComponentBlocks, quantization: Uint16Array | undefined, precision: number): Plane {
  if (!quantization) throw badJpeg("a component has no quantization table, or no scan");
  const { coefficients, stride, across, down, width, height } = blocks;
  const columns = 8 * across;
  const samples = new Uint16Array(8 * down * columns);
  for (let row = 0; row < down; row += 1) {
    for (let column = 0; column < across; column += 1) {
      const at = 64 * (row * stride + column);
      inverseDct(coefficients, at, quantization, precision, samples, 8 * (row * columns + column), columns);
    }
  }
  return { samples, stride: columns, width, height };
}

function interleave(
  { width, height, components }: JpegFrame,
  planes: readonly Plane[],
): Uint16Array<ArrayBuffer> {
  const step = components.length;
  const pixels = new Uint16Array(width * height * step);
  const maxHorizontal = Math.max(...components.map(({ horizontal }) => horizontal));
  const maxVertical = Math.max(...components.map(({ vertical }) => vertical));
  for (const [i, plane] of planes.entries()) {
    const { horizontal, vertical } = components[i]!;
    if (maxHorizontal % horizontal !== 0 || maxVertical % vertical !== 0) {
      throw unsupportedJpeg(
        `components of ${horizontal} x ${vertical} samples beside ${maxHorizontal} x ${maxVertical}`,
      );
    }
    const full = upsample(plane, maxHorizontal / horizontal, maxVertical / vertical, width, height);
    for (let y = 0; y < height; y += 1) {
      const row = y * full.stride;
      for (let x = 0; x < width; x += 1) pixels[(y * width + x) * step + i] = full.samples[row + x]!;
    }
  }
  return pixels;
}

const fixed = (value: number): number => Math.round(value * 65536);
const RED = fixed(1.402);
const GREEN_CB = fixed(0.34414);
const GREEN_CR = fixed(0.71414);
const BLUE = fixed(1.772);

/** YCbCr to RGB in place, with 16 fractional bits as in libjpeg; YCCK gives inverted RGB, CMY. ITU-T T.871 §7. */
function toColors(pixels: Uint16Array, { precision, components }: JpegFrame, colors: JpegColors): void {
  const step = components.length;
  const center = 2 ** (precision - 1);
  const largest = 2 ** precision - 1;
  const clamp = (value: number): number => Math.max(0, Math.min(largest, value));
  for (let at = 0; at < pixels.length; at += step) {
    const y = pixels[at]!;
    const cb = pixels[at + 1]! - center;
    const cr = pixels[at + 2]! - center;
    const rgb = [
      y + ((RED * cr + 32768) >> 16),
      y + ((-GREEN_CB * cb - GREEN_CR * cr + 32768) >> 16),
      y + ((BLUE * cb + 32768) >> 16),
    ];
    for (let i = 0; i < 3; i += 1) pixels[at + i] = clamp(colors === "ycck" ? largest - rgb[i]! : rgb[i]!);
  }
}
