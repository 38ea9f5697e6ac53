/**
 * Codecs as filters of HDF5: the reverse of `codecsOfFilters`, on which the two must agree.
 *
 * @module
 */

import { type CodecSpec, codecsEqual, type JsonObject } from "@chunkwright/core";
import { BITSHUFFLE_COMPRESSORS, BLOSC_COMPRESSORS, BLOSC_SHUFFLES } from "../chunk/filter-codecs.ts";
import type { Filter } from "../chunk/filter-pipeline.ts";
import { unsupportedHdf5 } from "../hdf5-error.ts";

interface Chunks {
  readonly elementBytes: number;
  readonly chunkBytes: number;
}

type ToFilter = (configuration: JsonObject, chunks: Chunks) => Filter;

const CODECS: ReadonlyMap<string, ToFilter> = new Map<string, ToFilter>([
  ["numcodecs.zlib", ({ level }) => filter(1, "deflate", number(level, 6))],
  ["numcodecs.shuffle", shuffle],
  ["hdf5.shuffle", shuffle],
  ["numcodecs.fletcher32", () => filter(3, "fletcher32")],
  ["hdf5.fletcher32", () => filter(3, "fletcher32")],
  ["numcodecs.bz2", ({ level }) => filter(307, "bzip2", number(level, 9))],
  // The versions of h5py's filter and of LZF.
  ["hdf5.lzf", (_, { chunkBytes }) => filter(32000, "lzf", 4, 0x0105, chunkBytes)],
  ["blosc", blosc],
  ["numcodecs.blosc", blosc],
  ["hdf5.lz4", ({ blocksize }) => filter(32004, "lz4", number(blocksize, 0))],
  ["hdf5.bitshuffle", bitshuffle],
  ["zstd", ({ level }) => filter(32015, "zstd", number(level, 3))],
  ["numcodecs.zstd", ({ level }) => filter(32015, "zstd", number(level, 3))],
]);

/** Throws "unsupported" for a codec that is no filter. */
export function filtersOfCodecs(codecs: readonly CodecSpec[], chunks: Chunks): readonly Filter[] {
  return codecs.map(({ name, configuration = {} }) => {
    const toFilter = CODECS.get(name);
    if (toFilter) return toFilter(configuration, chunks);
    const other = unknownFilter(name, configuration);
    if (other) return other;
    throw unsupportedHdf5(`Cannot write chunks encoded with ${name}: HDF5 has no such filter`, name);
  });
}

/**
 * Which filters of `pipeline` were left out of a chunk encoded with `codecs`, bit by bit; `undefined` if there are
 * others among them.
 */
export function filterMask(codecs: readonly CodecSpec[], pipeline: readonly CodecSpec[]): number | undefined {
  let mask = 0;
  let next = 0;
  for (const [n, codec] of pipeline.entries()) {
    const found = codecs[next];
    if (found && codecsEqual([found], [codec], "uint8")) next += 1;
    else mask += 2 ** n;
  }
  return next === codecs.length ? mask : undefined;
}

function filter(id: number, name: string, ...values: readonly number[]): Filter {
  return { id, name, values };
}

function shuffle({ elementsize }: JsonObject, { elementBytes }: Chunks): Filter {
  return filter(2, "shuffle", number(elementsize, elementBytes));
}

/** The filter's version and Blosc's, both 2. */
function blosc(configuration: JsonObject, { elementBytes, chunkBytes }: Chunks): Filter {
  const { cname, clevel, shuffle: kind, typesize } = configuration;
  const compressor = indexOf(BLOSC_COMPRESSORS, cname ?? "lz4", "blosc cname");
  const shuffled = indexOf(BLOSC_SHUFFLES, kind ?? "shuffle", "blosc shuffle");
  const type = number(typesize, elementBytes);
  return filter(32001, "blosc", 2, 2, type, chunkBytes, number(clevel, 5), shuffled, compressor);
}

/** The version of bitshuffle, 0.5. */
function bitshuffle(configuration: JsonObject, { elementBytes }: Chunks): Filter {
  const { elementsize, blocksize, compressor = "none", level } = configuration;
  const found = Object.entries(BITSHUFFLE_COMPRESSORS).find(([, name]) => name === compressor);
  if (!found) throw unknownOption("bitshuffle compressor", compressor);
  const values = [0, 5, number(elementsize, elementBytes), number(blocksize, 0), Number(found[0])];
  return filter(32008, "bitshuffle", ...values, ...(typeof level === "number" ? [level] : []));
}

/** What the reader makes of filters that it does not know, for chunks that are copied as they are. */
function unknownFilter(codec: string, { name, values }: JsonObject): Filter | undefined {
  const id = Number(/^hdf5\.filter_(\d+)$/.exec(codec)?.[1]);
  if (!(id <= 65535) || typeof name !== "string" || !Array.isArray(values)) return undefined;
  return filter(id, name, ...values.map(Number));
}

function number(value: unknown, fallback: number): number {
  return typeof value === "number" ? value : fallback;
}

function indexOf(names: readonly string[], name: unknown, what: string): number {
  const index = names.indexOf(String(name));
  if (index === -1) throw unknownOption(what, name);
  return index;
}

function unknownOption(what: string, value: unknown): Error {
  return unsupportedHdf5(`Cannot write chunks: HDF5 has no ${what} ${JSON.stringify(value)}`, what);
}
