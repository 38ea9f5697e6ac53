/**
 * The superblock: where a file's structure begins. HDF5 File Format Specification 4.0 §II.A.
 *
 * @module
 */

import type { BlockReader, ByteSource, CallOptions } from "@chunkwright/core";
import { invalidHdf5, unsupportedHdf5 } from "../hdf5-error.ts";
import { FieldReader, type FieldSizes } from "./field-reader.ts";
import { metadataBlocks } from "./metadata-blocks.ts";
import { checkChecksum } from "./metadata-checksum.ts";

export interface Superblock {
  readonly version: number;
  readonly sizeOfOffsets: number;
  readonly sizeOfLengths: number;
  /** Where the superblock itself is: after the user block. */
  readonly baseAddress: number;
  /** The object header of the root group. */
  readonly rootAddress: number;
  /** The object header of the superblock extension. */
  readonly extensionAddress: number | undefined;
  /** What a driver that writes several files noted of them, in versions 0 and 1. */
  readonly driverInfoAddress: number | undefined;
  /** Where the last structure ends. */
  readonly endOfFile: number | undefined;
}

const SIGNATURE = "\x89HDF\r\n\x1a\n";
const SIGNATURE_BYTES = 8;
/** The longest superblock: version 1 with sizes of 8, up to the root group's symbol table entry. */
const MAX_BYTES = 104;
/** What an open usually needs next lies within. */
const PREFETCH_BYTES = 64 * 1024;

/** Reads the superblock; `placeOf` as of `FieldSizes`. Rejects with "invalid-data" if there is none. */
export async function readSuperblock(
  blocks: BlockReader,
  placeOf: FieldSizes["placeOf"],
  options?: CallOptions,
): Promise<Superblock> {
  const offset = await findSuperblock(blocks, options);
  if (offset === undefined) {
    throw invalidHdf5(`Cannot read the superblock: none of the ${blocks.size} bytes begin one`, {
      section: "§II.A",
    });
  }
  const length = Math.min(MAX_BYTES, blocks.size - offset);
  const bytes = await blocks.read(offset, length, "the superblock", options);
  const sizes = { sizeOfOffsets: 8, sizeOfLengths: 8, placeOf };
  return parseSuperblock(new FieldReader(bytes, "the superblock", sizes), offset);
}

/** Whether a file is HDF5, with a user block or without. */
export async function isHdf5(file: ByteSource, options?: CallOptions): Promise<boolean> {
  return (await findSuperblock(metadataBlocks(file), options)) !== undefined;
}

/** The superblock is at 0, or at 512 and its doubles behind a user block. */
async function findSuperblock(blocks: BlockReader, options?: CallOptions): Promise<number | undefined> {
  await blocks.read(0, Math.min(PREFETCH_BYTES, blocks.size), "the superblock", options);
  for (let offset = 0; offset + SIGNATURE_BYTES <= blocks.size; offset = offset === 0 ? 512 : 2 * offset) {
    const found = await blocks.read(offset, SIGNATURE_BYTES, "the superblock", options);
    if (String.fromCharCode(...found) === SIGNATURE) return offset;
  }
  return undefined;
}

/**
 * Versions 0 and 1:                          Versions 2 and 3:
 *    0  8  signature                            0  8  signature
 *    8  1  version                              8  1  version
 *    9  4  versions of other structures         9  1  size of offsets
 *   13  1  size of offsets                     10  1  size of lengths
 *   14  1  size of lengths                     11  1  file consistency flags
 *   16  2  group leaf node K                   12  O  base address
 *   18  2  group internal node K                   O  superblock extension address
 *   20  4  file consistency flags                  O  end of file address
 *  (24  4  version 1: chunk node K)                O  root group object header address
 *       O  base address                            4  checksum
 *       O  free space info address
 *       O  end of file address
 *       O  driver info block address
 *       L  root group symbol table entry: link name offset
 *       O  object header address
 *
 * The base address is not believed: libhdf5 takes the superblock's own place, so that a user block may be put in
 * front of any file. The consistency flags of a file that was not closed are not looked at.
 */
function parseSuperblock(fields: FieldReader, baseAddress: number): Superblock {
  fields.skip(SIGNATURE_BYTES);
  const version = fields.version(0, 1, 2, 3);
  if (version < 2) fields.skip(4);
  const sizeOfOffsets = fields.u8();
  const sizeOfLengths = fields.u8();
  for (const size of [sizeOfOffsets, sizeOfLengths]) {
    if (size === 2 || size === 4 || size === 8) continue;
    throw unsupportedHdf5(
      `Cannot read the superblock: it has offsets or lengths of ${size} bytes`,
      `sizes of ${size} bytes`,
    );
  }
  const { placeOf } = fields.sizes;
  const sized = new FieldReader(fields.bytes, fields.what, { sizeOfOffsets, sizeOfLengths, placeOf });
  const common = { version, sizeOfOffsets, sizeOfLengths, baseAddress };
  if (version < 2) {
    sized.skip(version === 0 ? 24 : 28);
    sized.skip(2 * sizeOfOffsets);
    const endOfFile = sized.uintOrUndefined(sizeOfOffsets);
    const driverInfoAddress = sized.address();
    sized.skip(sizeOfLengths);
    const rootAddress = sized.definedAddress();
    return { ...common, rootAddress, extensionAddress: undefined, driverInfoAddress, endOfFile };
  }
  const checked = sized.take(16 + 4 * sizeOfOffsets);
  checkChecksum(checked, sized.what);
  const addresses = new FieldReader(checked, sized.what, sized.sizes);
  addresses.skip(12 + sizeOfOffsets);
  const extensionAddress = addresses.address();
  const endOfFile = addresses.uintOrUndefined(sizeOfOffsets);
  const rootAddress = addresses.definedAddress();
  return { ...common, rootAddress, extensionAddress, driverInfoAddress: undefined, endOfFile };
}
