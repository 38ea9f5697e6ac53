/**
 * Decoding JPEG 2000 codestreams with samples of 17 to 32 bits, which OpenJPEG's binding cannot return. ITU-T T.800.
 * Lossy ones are computed in 32-bit floats as in OpenJPEG, so that pixels are the same.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import { badPicture } from "../image/image-codec.ts";
import { type BandKind, decodeCodeBlock } from "./jpeg2000-blocks.ts";
import { openCodestream, type TilePart } from "./jpeg2000-codestream.ts";
import { QCC, QCD, RGN, type Segment, TITLE, unsupportedJpeg2000 } from "./jpeg2000-markers.ts";
import { type PrecinctBand, subbands } from "./jpeg2000-packets.ts";
import { type Rectangle, scaled } from "./jpeg2000-rectangle.ts";
import { type Plane, synthesize } from "./jpeg2000-wavelet.ts";

const HIGH_THROUGHPUT = 64;
const SIGNED = 0x80;
const MAX_COMPONENTS = 256;

export interface DecodedCodestream {
  readonly width: number;
  readonly height: number;
  readonly sampleCount: number;
  /** Bits per sample of the first component. */
  readonly bits: number;
  /** Samples of all components, pixel by pixel. */
  readonly samples: Float64Array;
}

export function decodeCodestream(codestream: Bytes): DecodedCodestream {
  const { main, size, parts } = openCodestream(codestream);
  const { image, components, depths } = size;
  // From 257 components on, their indices take two bytes.
  if (components > MAX_COMPONENTS) throw unsupportedJpeg2000(`${components} components of more than 16 bits`);
  const [width, height] = [image.x1 - image.x0, image.y1 - image.y0];
  const samples = new Float64Array(width * height * components);
  const tiles = new Map<number, TilePart[]>();
  for (const part of parts()) {
    const tile = tiles.get(part.index);
    if (tile) tile.push(part);
    else tiles.set(part.index, [part]);
  }
  for (const tile of tiles.values()) {
    const { area, coding } = tile[0]!;
    const planes = depths.map((depth, component) =>
      decodeComponent(tile, component, depth, quantizationOf(main, tile, component)),
    );
    if (coding.isTransformed && components >= 3) untransform(planes, coding.components[0]!.isReversible);
    for (const [component, plane] of planes.entries()) {
      const depth = depths[component]!;
      const isSigned = depth >= SIGNED;
      const half = 2 ** (depth & ~SIGNED);
      const [least, most] = isSigned ? [-half, half - 1] : [0, 2 * half - 1];
      let from = 0;
      for (let y = area.y0; y < area.y1; y += 1) {
        let to = ((y - image.y0) * width + area.x0 - image.x0) * components + component;
        for (let x = area.x0; x < area.x1; x += 1, to += components) {
          const value = roundToEven(plane[from++]!) + (isSigned ? 0 : half);
          samples[to] = Math.min(Math.max(value, least), most);
        }
      }
    }
  }
  return { width, height, sampleCount: components, bits: (depths[0]! & ~SIGNED) + 1, samples };
}

function decodeComponent(
  tile: readonly TilePart[],
  component: number,
  depth: number,
  quantization: Bytes,
): Float64Array {
  const { area, coding } = tile[0]!;
  const { levels, style, isReversible } = coding.components[component]!;
  if (style & HIGH_THROUGHPUT) throw unsupportedJpeg2000("HTJ2K's code-blocks in more than 16 bits");
  // A precinct has a packet in each layer.
  const precincts = new Map<readonly PrecinctBand[], number>();
  for (const packet of tile.flatMap(({ packets }) => packets)) {
    if (packet.component === component) precincts.set(packet.subbands, packet.resolution);
  }
  let plane: Plane | undefined;
  for (let resolution = 0; resolution <= levels; resolution += 1) {
    const bands = subbands(area, resolution, levels).map((band, n): Plane => {
      const kind = resolution === 0 ? "ll" : KINDS[n]!;
      const { bitPlanes, stepSize } = stepOf(quantization, resolution, n, (depth & ~SIGNED) + 1);
      const decoded = emptyPlane(band);
      for (const [own, at] of precincts) {
        if (at !== resolution) continue;
        decodeBlocks(own[n]!, decoded, kind, bitPlanes, style, isReversible ? undefined : stepSize);
      }
      return decoded;
    });
    if (!plane) plane = bands[0]!;
    else {
      const whole = scaled(area, 2 ** (levels - resolution));
      const [hl, lh, hh] = bands as [Plane, Plane, Plane];
      plane = synthesize(whole, [plane, hl, lh, hh], isReversible ? "reversible" : "irreversible");
    }
  }
  return plane!.samples;
}

const KINDS: readonly BandKind[] = ["hl", "lh", "hh"];

function emptyPlane(area: Rectangle): Plane {
  const count = Math.max(0, area.x1 - area.x0) * Math.max(0, area.y1 - area.y0);
  return { area, samples: new Float64Array(count) };
}

/**
 * Decodes the code-blocks of a precinct into their band. Without a step size, coefficients are integers. T.800 §E.1.
 */
function decodeBlocks(
  { area, blockSize, code }: PrecinctBand,
  band: Plane,
  kind: BandKind,
  bitPlanes: number,
  style: number,
  stepSize: number | undefined,
): void {
  const bandWidth = band.area.x1 - band.area.x0;
  const first = {
    x: Math.floor(area.x0 / blockSize.width) * blockSize.width,
    y: Math.floor(area.y0 / blockSize.height) * blockSize.height,
  };
  for (const [i, block] of code.blocks.entries()) {
    if (block.segments.length === 0) continue;
    const x = first.x + (i % code.columns) * blockSize.width;
    const y = first.y + Math.floor(i / code.columns) * blockSize.height;
    const [x0, y0] = [Math.max(x, area.x0), Math.max(y, area.y0)];
    const [x1, y1] = [Math.min(x + blockSize.width, area.x1), Math.min(y + blockSize.height, area.y1)];
    const coefficients = decodeCodeBlock(block, x1 - x0, y1 - y0, kind, bitPlanes, style);
    let from = 0;
    for (let row = y0; row < y1; row += 1) {
      let to = (row - band.area.y0) * bandWidth + x0 - band.area.x0;
      for (let column = x0; column < x1; column += 1) {
        const half = coefficients[from++]! / 2;
        band.samples[to++] = stepSize === undefined ? Math.trunc(half) : Math.fround(half * stepSize);
      }
    }
  }
}

/** Segments of a tile override those of the main header, and those of a component those of all. T.800 §A.6.4. */
function quantizationOf(main: readonly Segment[], tile: readonly TilePart[], component: number): Bytes {
  for (const segments of [tile.flatMap((part) => part.segments), main]) {
    if (segments.some(({ marker }) => marker === RGN)) throw unsupportedJpeg2000("a region of interest");
    const own = segments.findLast(({ marker, content }) => marker === QCC && content[0] === component);
    const usual = segments.findLast(({ marker }) => marker === QCD);
    const found = own ? own.content.subarray(1) : usual?.content;
    if (found) return found;
  }
  throw badPicture(TITLE, "it does not say how it is quantized");
}

/** Quantization styles. T.800 Table A.28. */
const [NO_QUANTIZATION, SCALAR_DERIVED, SCALAR_EXPOUNDED] = [0, 1, 2] as const;

/**
 * Bit-planes and step size of band `n` of a resolution, for samples of `sampleBits`. T.800 §E.1.1, Tables A.28 to A.30.
 * The gains of bands, Table E.1, are applied by our wavelet.
 */
function stepOf(content: Bytes, resolution: number, n: number, sampleBits: number) {
  const style = content[0]! & 31;
  const band = style === SCALAR_DERIVED || resolution === 0 ? 0 : 3 * (resolution - 1) + n + 1;
  const size = style === NO_QUANTIZATION ? 1 : 2;
  const step = content.subarray(1 + size * band, 1 + size * (band + 1));
  if (step.length < size || style > SCALAR_EXPOUNDED) throw badPicture(TITLE, "its quantization is cut off");
  const [first = 0, second = 0] = step;
  const lower = style === SCALAR_DERIVED ? Math.max(0, resolution - 1) : 0;
  const exponent = (first >> 3) - lower;
  const mantissa = size === 1 ? 0 : 256 * (first & 7) + second;
  return {
    bitPlanes: (content[0]! >> 5) + exponent - 1,
    stepSize: 2 ** (sampleBits - exponent) * (1 + mantissa / 2048),
  };
}

/** The coefficients of OpenJPEG. T.800 Table G.1 has more digits. */
const [RED, GREEN_BLUE, GREEN_RED, BLUE] = [1.402, 0.34413, 0.71414, 1.772].map(Math.fround) as [
  number,
  number,
  number,
  number,
];

/** The inverse colour transforms, in place. T.800 Annex G. */
function untransform(planes: readonly Float64Array[], isReversible: boolean): void {
  const [first, second, third] = planes as [Float64Array, Float64Array, Float64Array];
  const { fround } = Math;
  for (let i = 0; i < first.length; i += 1) {
    const [y, b, r] = [first[i]!, second[i]!, third[i]!];
    if (isReversible) {
      const green = y - Math.floor((b + r) / 4);
      first[i] = r + green;
      second[i] = green;
      third[i] = b + green;
    } else {
      first[i] = fround(y + fround(r * RED));
      second[i] = fround(y - fround(fround(b * GREEN_BLUE) + fround(r * GREEN_RED)));
      third[i] = fround(y + fround(b * BLUE));
    }
  }
}

/** Rounds halves to even. */
function roundToEven(value: number): number {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}
