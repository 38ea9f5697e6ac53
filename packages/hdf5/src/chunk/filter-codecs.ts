/**
 * Filters of HDF5 as codecs of the codec table. Registered filters: https://github.com/HDFGroup/hdf5_plugins,
 * docs/RegisteredFilterPlugins.md; the library's own: HDF5 File Format Specification 4.0 §IV.A.2.l.
 *
 * @module
 */

import { type CodecSpec, type JsonObject, jsonEquals } from "@chunkwright/core";
import { invalidHdf5, unsupportedHdf5 } from "../hdf5-error.ts";
import { type NbitNumber, nbitType } from "../type/nbit-type.ts";
import type { Filter } from "./filter-pipeline.ts";
import { unknownFilterCodec } from "./unknown-filter.ts";

/** The codec of a filter for elements of `elementSize` bytes; `undefined` if it leaves bytes as they are. */
type ToCodec = (values: readonly number[], elementSize: number) => CodecSpec | undefined;

export const BLOSC_COMPRESSORS: readonly string[] = ["blosclz", "lz4", "lz4hc", "snappy", "zlib", "zstd"];
export const BLOSC_SHUFFLES: readonly string[] = ["noshuffle", "shuffle", "bitshuffle"];
export const BITSHUFFLE_COMPRESSORS: Readonly<Record<number, string>> = { 0: "none", 2: "lz4", 3: "zstd" };

const FILTERS: ReadonlyMap<number, ToCodec> = new Map<number, ToCodec>([
  [1, ([level = 6]) => codec("numcodecs.zlib", { level: Math.min(level, 9) })],
  [2, ([size], elementSize) => codec("numcodecs.shuffle", { elementsize: size || elementSize })],
  [3, () => codec("numcodecs.fletcher32")],
  [4, szip],
  [5, nbit],
  [6, scaleOffset],
  [307, ([level = 9]) => codec("numcodecs.bz2", { level: Math.min(Math.max(level, 1), 9) })],
  [32000, () => codec("hdf5.lzf")],
  [32001, blosc],
  [32004, ([blocksize = 0]) => codec("hdf5.lz4", { blocksize })],
  [32008, bitshuffle],
  [32012, () => codec("hdf5.jpeg_ls")],
  [32013, zfp],
  [32015, ([level = 3]) => codec("zstd", { level: Math.min(level, 22), checksum: false })],
  [32018, () => codec("hdf5.jpeg_ls")],
  [32019, () => codec("tiff.jpeg")],
  // BitGroom and Granular BitRound change values when encoding: there is nothing to decode.
  [32022, () => undefined],
  [32023, () => undefined],
  [32026, ([, , typesize], elementSize) => codec("hdf5.blosc2", { typesize: typesize || elementSize })],
  [32033, () => codec("tiff.jpeg2000")],
]);

/** Codecs that make elements of a picture: no `bytes` stands in front of them. */
const PICTURE_CODECS: readonly string[] = ["hdf5.jpeg_ls", "tiff.jpeg", "tiff.jpeg2000"];

/** The whole pipeline of a chunk: `bytes` makes elements of what the filters leave, unless they do. */
export function pipelineOfFilters(bytes: CodecSpec, codecs: readonly CodecSpec[]): readonly CodecSpec[] {
  const [first] = codecs;
  return first && PICTURE_CODECS.includes(first.name) ? codecs : [bytes, ...codecs];
}

/**
 * The codecs of a chunk in encoding order. Bit `n` of `mask` says that filter `n` was left out. A filter that is not
 * known here becomes `hdf5.filter_<id>`: a codec for it can be registered by that name.
 */
export function codecsOfFilters(
  filters: readonly Filter[],
  elementSize: number,
  mask: number,
): readonly CodecSpec[] {
  const codecs: CodecSpec[] = [];
  for (const [n, { id, name, values }] of filters.entries()) {
    if (Math.floor(mask / 2 ** n) % 2 === 1) continue;
    const toCodec = FILTERS.get(id);
    const spec = toCodec ? toCodec(values, elementSize) : codec(unknownFilterCodec(id), { name, values });
    if (spec) codecs.push(spec);
  }
  return codecs;
}

function codec(name: string, configuration?: JsonObject): CodecSpec {
  return configuration ? { name, configuration } : { name };
}

/** Options mask, pixels per block, bits per pixel, pixels per scanline. H5Zszip.c. */
function szip(values: readonly number[]): CodecSpec {
  const [optionsMask, pixelsPerBlock, bitsPerPixel, pixelsPerScanline] = parameters("szip", values, 4);
  return codec("hdf5.szip", {
    optionsMask: optionsMask!,
    pixelsPerBlock: pixelsPerBlock!,
    bitsPerPixel: bitsPerPixel!,
    pixelsPerScanline: pixelsPerScanline!,
  });
}

/** Number of parameters, whether nothing is to be done, number of elements, and the type. H5Znbit.c. */
function nbit(values: readonly number[]): CodecSpec | undefined {
  const [, isPlain, , ...type] = parameters("nbit", values, 5);
  if (isPlain) return undefined;
  const { byteLength, numbers } = nbitType(type);
  return codec("hdf5.nbit", numberOfArray(numbers, byteLength) ?? { elementsize: byteLength, numbers });
}

/** What an element is an array of, if it is nothing but one number again and again. */
function numberOfArray(numbers: readonly NbitNumber[], byteLength: number): JsonObject | undefined {
  const [first] = numbers;
  if (!first || first.elementsize * numbers.length !== byteLength) return undefined;
  const isArray = numbers.every((number, i) =>
    jsonEquals(number, { ...first, start: i * first.elementsize }),
  );
  const { start: _, ...number } = first;
  return isArray ? number : undefined;
}

const SCALE_TYPES: Readonly<Record<number, string>> = { 0: "decimal", 2: "integer" };

/**
 * Scale type, scale factor, number of elements, class, size, sign, byte order, whether there is a fill value, and its
 * words. H5Zscaleoffset.c.
 */
function scaleOffset(values: readonly number[]): CodecSpec {
  const [type, factor, , , elementsize, , order, hasFill, ...fill] = parameters("scaleoffset", values, 8);
  const scaleType = SCALE_TYPES[type!];
  if (!scaleType)
    throw unsupportedHdf5(
      `Cannot decode filter scaleoffset: its scale type is ${type}`,
      "scaleoffset E-scale",
    );
  return codec("hdf5.scaleoffset", {
    scaleType,
    scaleFactor: Math.trunc(factor! > 2 ** 31 ? factor! - 2 ** 32 : factor!),
    elementsize: elementsize!,
    endian: order === 1 ? "big" : "little",
    ...(hasFill && { fillValue: fillPattern(fill, elementsize!) }),
  });
}

/** The fill value's bit pattern from its words, lowest first. */
function fillPattern(words: readonly number[], byteLength: number): string {
  const digits = [words[1] ?? 0, words[0] ?? 0].map((word) => word.toString(16).padStart(8, "0")).join("");
  return `0x${digits.slice(-2 * Math.min(byteLength, 8))}`;
}

/** Filter version, Blosc version, type size, chunk bytes, level, shuffle, compressor. hdf5-blosc, blosc_filter.c. */
function blosc(values: readonly number[], elementSize: number): CodecSpec {
  const [, , typesize = 0, , clevel = 5, shuffle = 1, compressor = 0] = values;
  return codec("blosc", {
    cname: BLOSC_COMPRESSORS[compressor] ?? "lz4",
    clevel: Math.min(clevel, 9),
    shuffle: BLOSC_SHUFFLES[shuffle] ?? "noshuffle",
    typesize: typesize || elementSize,
    blocksize: 0,
  });
}

/** Major and minor version, element size, block size, compressor, level. bitshuffle, bshuf_h5filter.c. */
function bitshuffle(values: readonly number[], elementSize: number): CodecSpec {
  const [, , size, blocksize = 0, number = 0, level] = values;
  const compressor = BITSHUFFLE_COMPRESSORS[number];
  if (!compressor)
    throw unsupportedHdf5(
      `Cannot decode filter bitshuffle: its compressor is ${number}`,
      "bitshuffle compressor",
    );
  return codec("hdf5.bitshuffle", {
    elementsize: size || elementSize,
    blocksize,
    compressor,
    ...(level !== undefined && compressor === "zstd" && { level: Math.min(level, 22) }),
  });
}

/** "zfp" and a version, least significant byte first, as the header of a stream begins. */
const ZFP_MAGIC = 0x70667a;

/** The filter's versions, and the words of the stream's header, in the order of the machine that wrote it. H5Zzfp.c. */
function zfp(values: readonly number[]): CodecSpec {
  const [first, ...words] = parameters("zfp", values, 2).slice(1);
  const isSwapped = first! % 2 ** 24 !== ZFP_MAGIC;
  const digits = [first!, ...words].map((word) => {
    const bytes = word.toString(16).padStart(8, "0").match(/../g) ?? [];
    return (isSwapped ? bytes : bytes.reverse()).join("");
  });
  return codec("hdf5.zfp", { header: `0x${digits.join("")}`, endian: isSwapped ? "big" : "little" });
}

function parameters(filter: string, values: readonly number[], count: number): readonly number[] {
  if (values.length >= count) return values;
  throw invalidHdf5(`Cannot decode filter ${filter}: it has ${values.length} parameters, not ${count}`, {
    section: "§IV.A.2.l",
  });
}
