/**
 * Fractal heaps: where links, attributes and shared messages lie once they are many. HDF5 File Format Specification
 * 4.0 §III.G.
 *
 * @module
 */

import { type Bytes, type CallOptions, LoadOnce } from "@chunkwright/core";
import { decodeFiltered } from "../chunk/filtered-bytes.ts";
import { FieldReader } from "../file/field-reader.ts";
import { checkChecksum } from "../file/metadata-checksum.ts";
import { type Hdf5Context, readChecked, readFields } from "../hdf5-context.ts";
import { invalidHdf5, unsupportedHdf5 } from "../hdf5-error.ts";
import { bytesFor } from "./btree-v2.ts";
import {
  type BlockPointer,
  directRows,
  type HeapHeader,
  readHeapHeader,
  rowBlockBytes,
} from "./fractal-heap-header.ts";
import { directHugeObject, readHuge, readHugeObjects } from "./huge-objects.ts";

export interface FractalHeap {
  /** Bytes of an ID. */
  readonly idBytes: number;
  /** The object that an ID names. */
  read(id: Bytes, options?: CallOptions): Promise<Bytes>;
}

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
  const huge = new LoadOnce((loadOptions) => readHugeObjects(context, header, loadOptions));

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
        const object = (await huge.get(callOptions)).get(key);
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
    ? await decodeFiltered(context, header.filters, raw.bytes, byteLength, block.filtered.mask, options)
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

/** Bytes of an offset into a block of `byteLength`. */
function bytesOfOffset(byteLength: number): number {
  return Math.floor((Math.floor(Math.log2(byteLength)) + 7) / 8);
}
