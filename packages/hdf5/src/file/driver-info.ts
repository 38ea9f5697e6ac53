/**
 * What drivers that divide one HDF5 file into several record about it. HDF5 File Format Specification 4.0 §II.B and
 * §IV.A.2.u.
 *
 * @module
 */

import { type CallOptions, decodeText } from "@chunkwright/core";
import { type Hdf5Context, readFields } from "../hdf5-context.ts";
import { invalidHdf5, unsupportedHdf5 } from "../hdf5-error.ts";
import { MESSAGE } from "../object/message-types.ts";
import { findMessage, type ObjectHeader } from "../object/object-header.ts";
import { FieldReader } from "./field-reader.ts";

export type DriverInfo =
  /** Each file has the next `memberBytes` of all addresses. */
  | { readonly kind: "family"; readonly memberBytes: number }
  /** Each kind of structure has a file of its own, or shares one. */
  | { readonly kind: "multi"; readonly members: readonly MultiMember[] };

export interface MultiMember {
  /** Where its addresses begin: up to 2^64, and none of them near another's. */
  readonly address: bigint;
  /** Bytes in it when it was closed. */
  readonly byteLength: bigint;
  /** `%s` stands for what all names of members have in common. */
  readonly nameTemplate: string;
}

/** A sixth of all addresses except the undefined one: H5Pset_fapl_multi. */
const MEMBER_ADDRESSES = (2n ** 64n - 2n) / 6n;

/** What the multi driver does by default. The lengths of the files are not known from it. */
export const DEFAULT_MULTI: DriverInfo = {
  kind: "multi",
  members: ["s", "b", "r", "g", "l", "o"].map((letter, n) => ({
    address: BigInt(n) * MEMBER_ADDRESSES,
    byteLength: 0n,
    nameTemplate: `%s-${letter}.h5`,
  })),
};

const ID_BYTES = 8;

/** What the superblock, or its extension, says of a driver; `undefined` where there is one file alone. */
export async function readDriverInfo(
  context: Hdf5Context,
  blockAddress: number | undefined,
  extension: ObjectHeader | undefined,
  options?: CallOptions,
): Promise<DriverInfo | undefined> {
  const message = extension && findMessage(extension, MESSAGE.DRIVER_INFO);
  if (message) return parseMessage(message.fields);
  return blockAddress === undefined ? undefined : readBlock(context, blockAddress, options);
}

/**
 *    0  1  version, 0
 *    1  3  reserved
 *    4  4  size of the information
 *    8  8  driver
 *   16     its information
 */
async function readBlock(context: Hdf5Context, address: number, options?: CallOptions): Promise<DriverInfo> {
  const what = `the driver information at ${address}`;
  const prefix = await readFields(context, address, 8 + ID_BYTES, what, options);
  prefix.version(0);
  prefix.skip(3);
  const length = prefix.u32();
  const driver = decodeText(prefix.take(ID_BYTES));
  return parseInfo(driver, await readFields(context, address + 8 + ID_BYTES, length, what, options));
}

/**
 *    0  1  version, 0
 *    1  8  driver
 *    9  2  size of the information
 *   11     the information
 */
function parseMessage(fields: FieldReader): DriverInfo {
  fields.version(0);
  const driver = decodeText(fields.take(ID_BYTES));
  return parseInfo(
    driver,
    new FieldReader(fields.take(fields.u16()), "the driver information", fields.sizes),
  );
}

function parseInfo(driver: string, fields: FieldReader): DriverInfo {
  switch (driver) {
    case "NCSAfami":
      return parseFamily(fields);
    case "NCSAmult":
      return parseMulti(fields);
    default:
      throw unsupportedHdf5(`Cannot open the file: driver ${JSON.stringify(driver)} wrote it`, "file driver");
  }
}

function parseFamily(fields: FieldReader): DriverInfo {
  const memberBytes = fields.uint(8);
  if (memberBytes > 0) return { kind: "family", memberBytes };
  throw invalidHdf5("Cannot open the family of files: its members have 0 bytes", { section: "§II.B" });
}

/** Superblock, B-trees, raw data, global heaps, local heaps, object headers. */
const STRUCTURES = 6;

/**
 *    0  6  for each kind of structure, from 1 on: the kind that it shares a file with, 0 for none
 *    6  2  reserved
 *    8     for each file, in the order in which kinds name them: 8 first address, 8 length
 *          for each file: name, with NULs up to a multiple of 8
 */
function parseMulti(fields: FieldReader): DriverInfo {
  const files = new Set(Array.from(fields.take(STRUCTURES), (kind, n) => kind || n + 1));
  fields.skip(2);
  const places = Array.from(files, () => ({ address: fields.u64(), byteLength: fields.u64() }));
  const members = places.map((place) => {
    const start = fields.position;
    const nameTemplate = fields.cstring();
    fields.align(8, start);
    return { ...place, nameTemplate };
  });
  return { kind: "multi", members };
}
