/**
 * What every part of the reader needs to know about the file it reads.
 *
 * @module
 */

import type {
  BlockReader,
  ByteSource,
  CallOptions,
  ChunkCoder,
  LruMap,
  ReadableStore,
} from "@chunkwright/core";
import { FieldReader, type FieldSizes } from "./file/field-reader.ts";
import { checkChecksum } from "./file/metadata-checksum.ts";
import type { Collection } from "./heap/global-heap.ts";

/** Opens a file beside this one by the name that a link, an external file list or a mapping gives. */
export type OpenSibling = (fileName: string, options?: CallOptions) => Promise<ByteSource | undefined>;

export interface Hdf5Context extends FieldSizes {
  /** For chunks, read once each. */
  readonly file: ByteSource;
  /** For everything else. */
  readonly blocks: BlockReader;
  /** Collections of the global heap that were read last, by address. */
  readonly collections: LruMap<number, Collection>;
  /** The file again, as the store that chunks are located in. */
  readonly store: ReadableStore;
  readonly coder: ChunkCoder;
  readonly name: string;
  /** False for several files seen as one: others cannot find chunks in them by an offset. */
  readonly isOneFile: boolean;
  /** Where addresses count from: the end of the user block. */
  readonly baseAddress: number;
  /** If absent, nothing outside the file is opened. */
  readonly openSibling: OpenSibling | undefined;
  /** Nodes of the shared object header message table, read when a shared message is met. */
  readonly sharedMessages: SharedMessageTable | undefined;
}

/** Where the shared object header message table is: the Shared Message Table message, §IV.A.2.p. */
export interface SharedMessageTable {
  readonly address: number;
  readonly indexCount: number;
}

/** The fields of the `length` bytes at `address`. */
export async function readFields(
  context: Hdf5Context,
  address: number,
  length: number,
  what: string,
  options?: CallOptions,
): Promise<FieldReader> {
  const offset = context.baseAddress + address;
  return new FieldReader(await context.blocks.read(offset, length, what, options), what, context);
}

/** As `readFields`, but no more than the file holds: for structures whose true length is inside them. */
export async function readFieldsUpTo(
  context: Hdf5Context,
  address: number,
  length: number,
  what: string,
  options?: CallOptions,
): Promise<FieldReader> {
  const left = Math.max(0, context.file.size - context.baseAddress - address);
  return readFields(context, address, Math.min(length, left), what, options);
}

/** As `readFields`; the last four bytes are a checksum, which is verified. */
export async function readChecked(
  context: Hdf5Context,
  address: number,
  length: number,
  what: string,
  options?: CallOptions,
): Promise<FieldReader> {
  const fields = await readFields(context, address, length, what, options);
  checkChecksum(fields.bytes, what);
  return fields;
}
