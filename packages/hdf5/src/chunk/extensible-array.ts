/**
 * Extensible arrays: the chunk index of datasets that may grow along one axis. HDF5 File Format Specification 4.0
 * §VII.D; the specification does not state the sizes of blocks, which are those of H5EAhdr.c.
 *
 * @module
 */

import type { CallOptions } from "@chunkwright/core";
import { FieldReader } from "../file/field-reader.ts";
import { checkChecksum } from "../file/metadata-checksum.ts";
import { isPowerOf2 } from "../file/power-of-2.ts";
import { type Hdf5Context, readChecked, readFields } from "../hdf5-context.ts";
import { invalidHdf5 } from "../hdf5-error.ts";
import { addElements, type ElementFormat, elementFormat, isPageWritten } from "./array-elements.ts";
import type { ArrayEntry } from "./chunk-index.ts";

const CHECKSUM_BYTES = 4;

interface ExtensibleArray {
  readonly format: ElementFormat;
  /** Bytes of a block's offset in the array. */
  readonly offsetBytes: number;
  readonly indexElements: number;
  readonly minPointers: number;
  readonly pageElements: number;
  readonly secondaryBlocks: readonly SecondaryBlock[];
}

/** A level of data blocks: each holds as many elements, and there are as many of them, as its number says. */
interface SecondaryBlock {
  readonly firstElement: number;
  readonly dataBlocks: number;
  readonly elementsPerBlock: number;
}

/**
 * The header:
 *    0  4  signature "EAHD"
 *    4  1  version, 0
 *    5  1  client ID
 *    6  1  element size
 *    7  1  max nelmts bits
 *    8  1  index blk elmts
 *    9  1  data blk min elmts
 *   10  1  secondary blk min data ptrs
 *   11  1  max data blk page nelmts bits
 *   12 6L  statistics; the fifth is the max index set
 *       O  index block address
 *       4  checksum
 */
export async function readExtensibleArray(
  context: Hdf5Context,
  address: number,
  chunkBytes: number,
  options?: CallOptions,
): Promise<readonly ArrayEntry[]> {
  const what = `the extensible array at ${address}`;
  const length = 16 + 6 * context.sizeOfLengths + context.sizeOfOffsets;
  const fields = await readChecked(context, address, length, what, options);
  fields.signature("EAHD");
  fields.version(0);
  const client = fields.u8();
  const format = elementFormat(fields, client, fields.u8(), chunkBytes);
  const bits = fields.u8();
  const indexElements = fields.u8();
  const minElements = fields.u8();
  const minPointers = fields.u8();
  const pageElements = 2 ** fields.u8();
  fields.skip(6 * context.sizeOfLengths);
  const indexAddress = fields.address();
  if (indexAddress === undefined) return [];
  if (!isPowerOf2(minElements) || !isPowerOf2(minPointers) || bits > 64 || 2 ** bits < minElements) {
    throw invalidHdf5(
      `Cannot read ${what}: blocks of at least ${minElements} elements, ${minPointers} pointers, ${bits} bits`,
      { section: "§VII.D" },
    );
  }
  const array: ExtensibleArray = {
    format,
    offsetBytes: Math.ceil(bits / 8),
    indexElements,
    minPointers,
    pageElements,
    secondaryBlocks: secondaryBlocks(bits, indexElements, minElements),
  };
  return readIndexBlock(context, indexAddress, array, options);
}

/** Data blocks double in number with every second level, and in size with the levels between. */
function secondaryBlocks(
  bits: number,
  indexElements: number,
  minElements: number,
): readonly SecondaryBlock[] {
  const blocks: SecondaryBlock[] = [];
  let firstElement = indexElements;
  for (let n = 0; n <= bits - Math.log2(minElements); n += 1) {
    const dataBlocks = 2 ** Math.floor(n / 2);
    const elementsPerBlock = 2 ** Math.ceil(n / 2) * minElements;
    blocks.push({ firstElement, dataBlocks, elementsPerBlock });
    firstElement += dataBlocks * elementsPerBlock;
  }
  return blocks;
}

/**
 *    0  4  signature "EAIB"
 *    4  1  version, 0
 *    5  1  client ID
 *    6  O  header address
 *          the first elements
 *          addresses of the data blocks of the first levels, which have no secondary block
 *          addresses of the secondary blocks of the other levels
 *       4  checksum
 */
async function readIndexBlock(
  context: Hdf5Context,
  address: number,
  array: ExtensibleArray,
  options?: CallOptions,
): Promise<readonly ArrayEntry[]> {
  const { format, indexElements, minPointers } = array;
  const directLevels = Math.min(2 * Math.log2(minPointers), array.secondaryBlocks.length);
  const directBlocks = array.secondaryBlocks.slice(0, directLevels);
  const others = array.secondaryBlocks.slice(directLevels);
  const pointers = 2 * (minPointers - 1) + others.length;
  const length =
    6 +
    context.sizeOfOffsets +
    indexElements * format.byteLength +
    pointers * context.sizeOfOffsets +
    CHECKSUM_BYTES;
  const what = `the extensible array index block at ${address}`;
  const fields = await readChecked(context, address, length, what, options);
  fields.signature("EAIB");
  fields.version(0);
  fields.skip(1 + context.sizeOfOffsets);
  const entries: ArrayEntry[] = [];
  addElements(fields, format, 0, indexElements, entries);
  // All addresses are parsed before any block is read: a read that has begun must not be left behind by an error.
  const direct = directBlocks.flatMap((level) => parseDataBlocks(fields, level));
  const secondary = others.map((level) => ({ level, address: fields.address() }));
  const read = await Promise.all([
    ...direct.map((block) => readDataBlock(context, array, block, options)),
    ...secondary.map(async ({ level, address: block }) =>
      block === undefined ? [] : readSecondaryBlock(context, block, array, level, options),
    ),
  ]);
  return [entries, ...read].flat();
}

/**
 *    0  4  signature "EASB"
 *    4  1  version, 0
 *    5  1  client ID
 *    6  O  header address
 *       n  block offset
 *          if data blocks have pages: for each block a bit for each page that was written
 *          addresses of the data blocks
 *       4  checksum
 */
async function readSecondaryBlock(
  context: Hdf5Context,
  address: number,
  array: ExtensibleArray,
  level: SecondaryBlock,
  options?: CallOptions,
): Promise<readonly ArrayEntry[]> {
  const { dataBlocks, elementsPerBlock } = level;
  const what = `the extensible array secondary block at ${address}`;
  const pages = elementsPerBlock > array.pageElements ? elementsPerBlock / array.pageElements : 0;
  const bitmapBytes = Math.ceil(pages / 8);
  const prefixBytes = 6 + context.sizeOfOffsets + array.offsetBytes;
  const length = prefixBytes + dataBlocks * (bitmapBytes + context.sizeOfOffsets) + CHECKSUM_BYTES;
  const fields = await readChecked(context, address, length, what, options);
  fields.signature("EASB");
  fields.version(0);
  fields.position = prefixBytes;
  // A bit for each page of each block, without gaps between blocks.
  const bitmap = fields.take(dataBlocks * bitmapBytes);
  const blocks = parseDataBlocks(fields, level, (n) =>
    Array.from({ length: pages }, (_, page) => isPageWritten(bitmap, n * pages + page)),
  );
  return (await Promise.all(blocks.map((block) => readDataBlock(context, array, block, options)))).flat();
}

/** The data blocks of a level that there are, by their addresses, one after the other. */
function parseDataBlocks(
  fields: FieldReader,
  { firstElement, dataBlocks, elementsPerBlock }: SecondaryBlock,
  writtenPages: (n: number) => readonly boolean[] = () => [],
): readonly DataBlock[] {
  const blocks: DataBlock[] = [];
  for (let n = 0; n < dataBlocks; n += 1) {
    const address = fields.address();
    if (address === undefined) continue;
    const first = firstElement + n * elementsPerBlock;
    blocks.push({ address, first, count: elementsPerBlock, written: writtenPages(n) });
  }
  return blocks;
}

interface DataBlock {
  readonly address: number;
  /** Number of the first element. */
  readonly first: number;
  readonly count: number;
  /** Which pages hold elements; empty for a block without pages. */
  readonly written: readonly boolean[];
}

/**
 *    0  4  signature "EADB"
 *    4  1  version, 0
 *    5  1  client ID
 *    6  O  header address
 *       n  block offset
 *          without pages: the elements
 *       4  checksum
 *          pages: elements, 4 checksum
 */
async function readDataBlock(
  context: Hdf5Context,
  { format, offsetBytes, pageElements }: ExtensibleArray,
  { address, first, count, written }: DataBlock,
  options?: CallOptions,
): Promise<readonly ArrayEntry[]> {
  const what = `the extensible array data block at ${address}`;
  const isPaged = written.length > 0;
  const prefixBytes = 6 + context.sizeOfOffsets + offsetBytes;
  const blockBytes = prefixBytes + (isPaged ? 0 : count * format.byteLength) + CHECKSUM_BYTES;
  const pageBytes = pageElements * format.byteLength + CHECKSUM_BYTES;
  const fields = await readFields(context, address, blockBytes + written.length * pageBytes, what, options);
  checkChecksum(fields.bytes.subarray(0, blockBytes), what);
  fields.signature("EADB");
  fields.version(0);
  const entries: ArrayEntry[] = [];
  if (!isPaged) {
    fields.position = prefixBytes;
    addElements(fields, format, first, count, entries);
    return entries;
  }
  fields.position = blockBytes;
  for (const [page, isWritten] of written.entries()) {
    const bytes = fields.take(pageBytes);
    if (!isWritten) continue;
    const name = `page ${page} of ${what}`;
    checkChecksum(bytes, name);
    const elements = new FieldReader(bytes, name, context);
    addElements(elements, format, first + page * pageElements, pageElements, entries);
  }
  return entries;
}
