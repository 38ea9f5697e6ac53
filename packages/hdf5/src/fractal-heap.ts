/**
 * Fractal heaps: where links, attributes and shared messages lie once they are many. HDF5 File Format Specification
 * 4.0 §III.G.
 *
 * @module
 */

import type { Bytes, CallOptions, CodecSpec } from "@chunkwright/core";
import { bytesFor, readBtreeV2 } from "./btree-v2.ts";
import { FieldReader } from "./field-reader.ts";
import { codecsOfFilters } from "./filter-codecs.ts";
import { type Filter, parseFilterPipeline } from "./filter-pipeline.ts";
import { type Hdf5Context, readChecked, readFields } from "./hdf5-context.ts";
import { invalidHdf5, unsupportedHdf5 } from "./hdf5-error.ts";
import { checkChecksum } from "./lookup3.ts";

export interface FractalHeap {
  /** Bytes of an ID. */
  readonly idBytes: number;
  /** The object that an ID names. */
  read(id: Bytes, options?: CallOptions): Promise<Bytes>;
}

interface HeapHeader {
  readonly address: number;
  readonly what: string;
  readonly idBytes: number;
  readonly filters: readonly Filter[];
  readonly hasBlockChecksums: boolean;
  readonly maxManagedBytes: number;
  readonly hugeTreeAddress: number | undefined;
  readonly tableWidth: number;
  readonly startingBlockBytes: number;
  readonly maxDirectBlockBytes: number;
  /** Bytes of an offset in the heap. */
  readonly offsetBytes: number;
  readonly root: BlockPointer | undefined;
  /** Rows of the root indirect block; 0 if the root is a direct block. */
  readonly rootRows: number;
}

/** A block by its place, and as it is stored where the heap is filtered. */
interface BlockPointer {
  readonly address: number;
  readonly filtered: { readonly length: number; readonly mask: number } | undefined;
}

const MAX_TABLE_ROWS = 128;
const MANAGED = 0;
const HUGE = 1;
const TINY = 2;
/** Above it, the length of a tiny object takes another byte. */
const MAX_SHORT_ID = 17;

export async function openFractalHeap(
  context: Hdf5Context,
  address: number,
  options?: CallOptions,
): Promise<FractalHeap> {
  const header = await readHeapHeader(context, address, options);
  let huge: Promise<ReadonlyMap<number, HugeObject>> | undefined;

  async function read(id: Bytes, callOptions?: CallOptions): Promise<Bytes> {
    const fields = new FieldReader(id, `an ID of ${header.what}`, context);
    const first = fields.u8();
    if (first >= 0x40)
      throw unsupportedHdf5(
        `Cannot read ${fields.what}: its version is ${first >> 6}`,
        "fractal heap ID version",
      );
    switch ((first >> 4) & 3) {
      case MANAGED: {
        const offset = fields.uint(header.offsetBytes);
        const width = Math.min(bytesOfOffset(header.maxDirectBlockBytes), bytesFor(header.maxManagedBytes));
        return readManaged(context, header, offset, fields.uint(width), callOptions);
      }
      case HUGE: {
        const direct = directHugeObject(header, fields);
        if (direct) return readHuge(context, header, direct, callOptions);
        const key = fields.uint(Math.min(header.idBytes - 1, 8));
        huge ??= readHugeObjects(context, header, callOptions);
        const object = (await huge).get(key);
        if (object) return readHuge(context, header, object, callOptions);
        throw invalidHdf5(`Cannot read ${fields.what}: no huge object has the number ${key}`, {
          section: "§III.G",
        });
      }
      case TINY: {
        const isShort = header.idBytes <= MAX_SHORT_ID;
        const length = (isShort ? first & 15 : (first & 15) * 256 + fields.u8()) + 1;
        return fields.take(length);
      }
      default:
        throw invalidHdf5(`Cannot read ${fields.what}: its type is 3`, { section: "§III.G" });
    }
  }

  return { idBytes: header.idBytes, read };
}

/**
 *    0  4  signature "FRHP"
 *    4  1  version, 0
 *    5  2  heap ID length
 *    7  2  I/O filters' encoded length
 *    9  1  flags: bit 1 direct blocks have checksums
 *   10  4  maximum size of managed objects
 *   14  L  next huge object ID
 *       O  v2 B-tree address of huge objects
 *       L  amount of free space in managed blocks
 *       O  address of managed block free space manager
 *     8 L  statistics
 *       2  table width
 *       L  starting block size
 *       L  maximum direct block size
 *       2  maximum heap size, in bits
 *       2  starting # of rows in root indirect block
 *       O  address of root block
 *       2  current # of rows in root indirect block
 *  (    L  size of filtered root direct block)
 *  (    4  I/O filter mask)
 *  (       I/O filter information)
 *       4  checksum
 */
async function readHeapHeader(
  context: Hdf5Context,
  address: number,
  options?: CallOptions,
): Promise<HeapHeader> {
  const what = `the fractal heap at ${address}`;
  const { sizeOfOffsets, sizeOfLengths } = context;
  const plainBytes = 26 + 3 * sizeOfOffsets + 12 * sizeOfLengths;
  const start = await readFields(context, address, 9, what, options);
  start.signature("FRHP");
  start.version(0);
  const idBytes = start.u16();
  const filterBytes = start.u16();
  const length = plainBytes + (filterBytes > 0 ? sizeOfLengths + 4 + filterBytes : 0);
  const fields = await readChecked(context, address, length, what, options);
  fields.skip(9);
  const flags = fields.u8();
  const maxManagedBytes = fields.u32();
  fields.skip(sizeOfLengths);
  const hugeTreeAddress = fields.address();
  fields.skip(9 * sizeOfLengths + sizeOfOffsets);
  const tableWidth = fields.u16();
  const startingBlockBytes = fields.length();
  const maxDirectBlockBytes = fields.length();
  const maxHeapBits = fields.u16();
  fields.skip(2);
  const rootAddress = fields.address();
  const rootRows = fields.u16();
  const filtered = filterBytes > 0 ? { length: fields.length(), mask: fields.u32() } : undefined;
  const filters =
    filterBytes > 0 ? parseFilterPipeline(new FieldReader(fields.take(filterBytes), what, context)) : [];
  if (
    tableWidth === 0 ||
    !isPowerOf2(startingBlockBytes) ||
    !isPowerOf2(maxDirectBlockBytes) ||
    maxDirectBlockBytes < startingBlockBytes ||
    maxHeapBits > 64 ||
    rootRows > MAX_TABLE_ROWS ||
    idBytes === 0
  ) {
    throw invalidHdf5(
      `Cannot read ${what}: rows of ${tableWidth} blocks of ${startingBlockBytes} to ${maxDirectBlockBytes} bytes, ${maxHeapBits} bits, ${rootRows} rows`,
      { section: "§III.G" },
    );
  }
  return {
    address,
    what,
    idBytes,
    filters,
    hasBlockChecksums: (flags & 2) !== 0,
    maxManagedBytes,
    hugeTreeAddress,
    tableWidth,
    startingBlockBytes,
    maxDirectBlockBytes,
    offsetBytes: Math.ceil(maxHeapBits / 8),
    root: rootAddress === undefined ? undefined : { address: rootAddress, filtered },
    rootRows,
  };
}

/** The doubling table: rows of blocks, the first two of the starting size, each later one of twice the size. */
function rowBlockBytes({ startingBlockBytes }: HeapHeader, row: number): number {
  return row < 2 ? startingBlockBytes : startingBlockBytes * 2 ** (row - 1);
}

function directRows({ startingBlockBytes, maxDirectBlockBytes }: HeapHeader): number {
  return Math.log2(maxDirectBlockBytes / startingBlockBytes) + 2;
}

/** Finds the direct block that holds `offset`, from the root down, and takes the object out of it. */
async function readManaged(
  context: Hdf5Context,
  header: HeapHeader,
  offset: number,
  length: number,
  options?: CallOptions,
): Promise<Bytes> {
  const outside = () =>
    invalidHdf5(`Cannot read ${length} bytes at ${offset} of ${header.what}: no block holds them`, {
      section: "§III.G",
    });
  if (!header.root) throw outside();
  let block = header.root;
  let rows = header.rootRows;
  let blockBytes = header.startingBlockBytes;
  let blockOffset = 0;
  const seen = new Set<number>();
  while (rows > 0) {
    if (seen.has(block.address)) throw outside();
    seen.add(block.address);
    let row = 0;
    let rowOffset = blockOffset;
    for (; row < rows; row += 1) {
      const rowBytes = header.tableWidth * rowBlockBytes(header, row);
      if (offset < rowOffset + rowBytes) break;
      rowOffset += rowBytes;
    }
    if (row === rows) throw outside();
    blockBytes = rowBlockBytes(header, row);
    const column = Math.floor((offset - rowOffset) / blockBytes);
    const child = await readIndirectEntry(context, header, block.address, rows, row, column, options);
    if (!child) throw outside();
    block = child;
    blockOffset = rowOffset + column * blockBytes;
    // An indirect block's own rows cover as much as one block of its row.
    rows =
      row < directRows(header)
        ? 0
        : Math.log2(blockBytes / header.startingBlockBytes / header.tableWidth) + 1;
    if (!Number.isInteger(rows) || rows < 0) throw outside();
  }
  const data = await readDirectBlock(context, header, block, blockBytes, options);
  const start = offset - blockOffset;
  if (start < 0 || start + length > data.byteLength) throw outside();
  return data.subarray(start, start + length);
}

/**
 *    0  4  signature "FHIB"
 *    4  1  version, 0
 *    5  O  heap header address
 *       n  block offset
 *          direct blocks: O address (filtered: L size, 4 mask); then indirect blocks: O address
 *       4  checksum
 */
async function readIndirectEntry(
  context: Hdf5Context,
  header: HeapHeader,
  address: number,
  rows: number,
  row: number,
  column: number,
  options?: CallOptions,
): Promise<BlockPointer | undefined> {
  const { sizeOfOffsets, sizeOfLengths } = context;
  const isFiltered = header.filters.length > 0;
  const directBytes = sizeOfOffsets + (isFiltered ? sizeOfLengths + 4 : 0);
  const directEntries = Math.min(rows, directRows(header)) * header.tableWidth;
  const indirectEntries = rows * header.tableWidth - directEntries;
  const prefixBytes = 5 + sizeOfOffsets + header.offsetBytes;
  const length = prefixBytes + directEntries * directBytes + indirectEntries * sizeOfOffsets + 4;
  const what = `the indirect block at ${address}`;
  const fields = await readChecked(context, address, length, what, options);
  fields.signature("FHIB");
  fields.version(0);
  const entry = row * header.tableWidth + column;
  const isDirect = entry < directEntries;
  fields.position =
    prefixBytes +
    (isDirect ? entry * directBytes : directEntries * directBytes + (entry - directEntries) * sizeOfOffsets);
  const child = fields.address();
  if (child === undefined) return undefined;
  const filtered = isDirect && isFiltered ? { length: fields.length(), mask: fields.u32() } : undefined;
  return { address: child, filtered };
}

/**
 *    0  4  signature "FHDB"
 *    4  1  version, 0
 *    5  O  heap header address
 *       n  block offset
 *  (    4  checksum of the block with this field as 0)
 *          objects; their offsets count from the start of the block
 */
async function readDirectBlock(
  context: Hdf5Context,
  header: HeapHeader,
  block: BlockPointer,
  byteLength: number,
  options?: CallOptions,
): Promise<Bytes> {
  const what = `the direct block at ${block.address}`;
  const stored = block.filtered?.length ?? byteLength;
  const raw = await readFields(context, block.address, stored, what, options);
  const bytes = block.filtered
    ? await decodeBytes(context, header.filters, raw.bytes, byteLength, block.filtered.mask, options)
    : raw.bytes;
  const fields = new FieldReader(bytes, what, context);
  fields.signature("FHDB");
  fields.version(0);
  if (header.hasBlockChecksums) {
    fields.skip(context.sizeOfOffsets + header.offsetBytes);
    const start = fields.position;
    const rearranged = new Uint8Array(byteLength + 4);
    rearranged.set(bytes);
    rearranged.fill(0, start, start + 4);
    rearranged.set(fields.take(4), byteLength);
    checkChecksum(rearranged, what);
  }
  return bytes;
}

interface HugeObject extends BlockPointer {
  readonly byteLength: number;
}

/** A huge object whose place is in the ID itself, as there is room for it. */
function directHugeObject(header: HeapHeader, fields: FieldReader): HugeObject | undefined {
  const { sizeOfOffsets, sizeOfLengths } = fields.sizes;
  const isFiltered = header.filters.length > 0;
  const needed = sizeOfOffsets + sizeOfLengths + (isFiltered ? 4 + sizeOfLengths : 0);
  return header.idBytes - 1 >= needed ? hugeObject(fields, isFiltered) : undefined;
}

function hugeObject(fields: FieldReader, isFiltered: boolean): HugeObject {
  const address = fields.definedAddress();
  const length = fields.length();
  if (!isFiltered) return { address, byteLength: length, filtered: undefined };
  const mask = fields.u32();
  return { address, filtered: { length, mask }, byteLength: fields.length() };
}

/** B-tree records of types 1 (plain) and 2 (filtered): the object's place, and its number. */
async function readHugeObjects(
  context: Hdf5Context,
  header: HeapHeader,
  options?: CallOptions,
): Promise<ReadonlyMap<number, HugeObject>> {
  if (header.hugeTreeAddress === undefined) return new Map();
  const isFiltered = header.filters.length > 0;
  const types = isFiltered ? [2] : [1];
  const objects = await readBtreeV2(
    context,
    header.hugeTreeAddress,
    types,
    (record): readonly [number, HugeObject] => {
      const object = hugeObject(record, isFiltered);
      return [record.length(), object];
    },
    options,
  );
  return new Map(objects);
}

async function readHuge(
  context: Hdf5Context,
  { filters, what }: HeapHeader,
  { address, filtered, byteLength }: HugeObject,
  options?: CallOptions,
): Promise<Bytes> {
  const length = filtered?.length ?? byteLength;
  const { bytes } = await readFields(context, address, length, `a huge object of ${what}`, options);
  return filtered ? decodeBytes(context, filters, bytes, byteLength, filtered.mask, options) : bytes;
}

/** No object is larger when decoded: a claim beyond it is an attack on memory. */
const MAX_DECODED_BYTES = 2 ** 30;

async function decodeBytes(
  { coder }: Hdf5Context,
  filters: readonly Filter[],
  bytes: Bytes,
  byteLength: number,
  mask: number,
  options?: CallOptions,
): Promise<Bytes> {
  if (byteLength > MAX_DECODED_BYTES)
    throw invalidHdf5(`Cannot decode a heap object: it claims to have ${byteLength} bytes`);
  const codecs: readonly CodecSpec[] = [{ name: "bytes" }, ...codecsOfFilters(filters, 1, mask)];
  const encoded = { bytes: bytes.slice(), dataType: "uint8" as const, shape: [byteLength], codecs };
  const { data } = await coder.decode(encoded, options);
  if (data instanceof Uint8Array) return data;
  throw new TypeError(`A coder gave no bytes for ${byteLength} of them`);
}

/** Bytes of an offset into a block of `byteLength`. */
function bytesOfOffset(byteLength: number): number {
  return Math.floor((Math.floor(Math.log2(byteLength)) + 7) / 8);
}

function isPowerOf2(value: number): boolean {
  return value > 0 && Number.isInteger(Math.log2(value));
}
