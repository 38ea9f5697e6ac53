/**
 * Data Layout messages: how the elements of a dataset are stored. HDF5 File Format Specification 4.0 §IV.A.2.i.
 *
 * @module
 */

import type { Shape } from "@chunkwright/core";
import type { FieldReader } from "../file/field-reader.ts";
import { invalidHdf5, unsupportedHdf5 } from "../hdf5-error.ts";

export type Layout =
  /** In the object header itself: `position` is where in the message. */
  | { readonly kind: "compact"; readonly position: number; readonly byteLength: number }
  | { readonly kind: "contiguous"; readonly address: number | undefined }
  | ChunkedLayout
  /** Made of parts of other datasets, listed in a global heap object. */
  | { readonly kind: "virtual"; readonly heapAddress: number | undefined; readonly heapIndex: number };

export interface ChunkedLayout {
  readonly kind: "chunked";
  /** Elements per chunk, as the dataspace has them. */
  readonly chunkShape: Shape;
  readonly index: ChunkIndexing;
  /** Chunks that reach beyond the dataset went through no filter. */
  readonly hasPlainEdges: boolean;
}

/** How chunks are found; the address is `undefined` if no chunk was ever written. */
export interface ChunkIndexing {
  readonly kind: "btree-v1" | "single" | "implicit" | "fixed-array" | "extensible-array" | "btree-v2";
  readonly address: number | undefined;
  /** Stored size and filter mask of a single chunk that went through filters. */
  readonly filtered?: { readonly length: number; readonly mask: number };
}

const COMPACT = 0;
const CONTIGUOUS = 1;
const CHUNKED = 2;
const VIRTUAL = 3;
const MAX_RANK = 33;

export function parseLayout(fields: FieldReader): Layout {
  const version = fields.version(1, 2, 3, 4, 5);
  return version < 3 ? parseEarly(fields) : parseLate(fields, version);
}

/**
 * Versions 1 and 2:
 *    1  1  dimensionality, of chunks one more than the dataset's
 *    2  1  class
 *    3  5  reserved
 *  ( 8  O  address, unless compact)
 *          4 for each axis; of chunks, the last is the size of an element
 *  (       4 size and the data, if compact)
 */
function parseEarly(fields: FieldReader): Layout {
  const rank = checkedRank(fields, fields.u8());
  const kind = fields.u8();
  fields.skip(5);
  const address = kind === COMPACT ? undefined : fields.address();
  const sizes = Array.from({ length: rank }, () => fields.u32());
  switch (kind) {
    case COMPACT: {
      const byteLength = fields.u32();
      return { kind: "compact", position: fields.position, byteLength };
    }
    case CONTIGUOUS:
      return { kind: "contiguous", address };
    case CHUNKED:
      return chunked(fields, sizes, { kind: "btree-v1", address }, false);
    default:
      throw unknownClass(fields, kind);
  }
}

/**
 * Versions 3 to 5:
 *    1  1  class
 *          compact: 2 size, the data
 *          contiguous: O address, L size
 *          chunked, version 3: 1 dimensionality, O address, 4 for each axis and the size of an element
 *          chunked, versions 4 and 5: 1 flags, 1 dimensionality, 1 width, sizes of that width, 1 index type, what
 *          the index needs to be made, O address
 *          virtual: O global heap collection, 4 index
 */
function parseLate(fields: FieldReader, version: number): Layout {
  const kind = fields.u8();
  switch (kind) {
    case COMPACT: {
      const byteLength = fields.u16();
      return { kind: "compact", position: fields.position, byteLength };
    }
    case CONTIGUOUS:
      return { kind: "contiguous", address: fields.address() };
    case CHUNKED: {
      if (version > 3) return parseIndexed(fields);
      const rank = checkedRank(fields, fields.u8());
      const address = fields.address();
      const sizes = Array.from({ length: rank }, () => fields.u32());
      return chunked(fields, sizes, { kind: "btree-v1", address }, false);
    }
    case VIRTUAL:
      return { kind: "virtual", heapAddress: fields.address(), heapIndex: fields.u32() };
    default:
      throw unknownClass(fields, kind);
  }
}

const PLAIN_EDGES = 1;
const SINGLE_FILTERED = 2;

function parseIndexed(fields: FieldReader): Layout {
  const flags = fields.u8();
  const rank = checkedRank(fields, fields.u8());
  const width = fields.u8();
  const sizes = Array.from({ length: rank }, () => fields.uint(width));
  const hasPlainEdges = (flags & PLAIN_EDGES) !== 0;
  const type = fields.u8();
  switch (type) {
    case 1: {
      const filtered = flags & SINGLE_FILTERED ? { length: fields.length(), mask: fields.u32() } : undefined;
      const index = { kind: "single" as const, address: fields.address() };
      return chunked(fields, sizes, filtered ? { ...index, filtered } : index, hasPlainEdges);
    }
    case 2:
      return chunked(fields, sizes, { kind: "implicit", address: fields.address() }, hasPlainEdges);
    case 3:
      fields.skip(1);
      return chunked(fields, sizes, { kind: "fixed-array", address: fields.address() }, hasPlainEdges);
    case 4:
      fields.skip(5);
      return chunked(fields, sizes, { kind: "extensible-array", address: fields.address() }, hasPlainEdges);
    case 5:
      fields.skip(6);
      return chunked(fields, sizes, { kind: "btree-v2", address: fields.address() }, hasPlainEdges);
    default:
      throw unsupportedHdf5(
        `Cannot read ${fields.what}: its chunk index has type ${type}`,
        `chunk index type ${type}`,
      );
  }
}

function chunked(
  fields: FieldReader,
  sizes: readonly number[],
  index: ChunkIndexing,
  hasPlainEdges: boolean,
): ChunkedLayout {
  const chunkShape = sizes.slice(0, -1);
  if (sizes.length === 0 || chunkShape.includes(0)) {
    throw invalidHdf5(`Cannot read ${fields.what}: chunks have the shape [${sizes}]`, {
      section: "§IV.A.2.i",
    });
  }
  return { kind: "chunked", chunkShape, index, hasPlainEdges };
}

function checkedRank(fields: FieldReader, rank: number): number {
  if (rank <= MAX_RANK) return rank;
  throw invalidHdf5(`Cannot read ${fields.what}: a layout has ${rank} axes`, { section: "§IV.A.2.i" });
}

function unknownClass(fields: FieldReader, kind: number): Error {
  return unsupportedHdf5(`Cannot read ${fields.what}: its layout has class ${kind}`, `layout class ${kind}`);
}
