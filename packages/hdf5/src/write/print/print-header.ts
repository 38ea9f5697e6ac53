/**
 * Object headers, all messages in one block. HDF5 File Format Specification 4.0 §IV.A.1.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import { unsupportedHdf5 } from "../../hdf5-error.ts";
import { MESSAGE } from "../../object/message-types.ts";
import { FieldWriter } from "./field-writer.ts";

export interface PrintedMessage {
  readonly type: number;
  readonly data: Bytes;
  /** The data is where the message is that says so. */
  readonly isShared?: boolean;
}

/** Version 1 is what every HDF5 reads; attributes beside the header only those of version 2 can have. */
export type HeaderVersion = 1 | 2;

/** Message sizes are 16 bits wide, in version 1 multiples of 8. */
export const MAX_MESSAGE_BYTES = 65528;
const SHARED = 2;
const MAX_MESSAGES = 65535;

export function message(type: keyof typeof MESSAGE, data: Bytes, isShared = false): PrintedMessage {
  return { type: MESSAGE[type], data, isShared };
}

/** Bytes of a header with all messages and the prefix of each. */
export function headerByteLength(messages: readonly PrintedMessage[], version: HeaderVersion): number {
  const { prefixBytes, messageBytes, alignment, suffixBytes } = SIZES[version];
  return messages.reduce(
    (sum, { data }) => sum + messageBytes + Math.ceil(data.byteLength / alignment) * alignment,
    prefixBytes + suffixBytes,
  );
}

/** Version 2 counts references in a message of its own. */
const SIZES = {
  1: { prefixBytes: 16, messageBytes: 8, alignment: 8, suffixBytes: 0 },
  2: { prefixBytes: 10, messageBytes: 4, alignment: 1, suffixBytes: 4 + 5 + 4 },
} as const;

/**
 * `references`: how many links, and datatypes of other objects, are of this one. Throws "unsupported" for messages that
 * are too large.
 */
export function printObjectHeader(
  messages: readonly PrintedMessage[],
  version: HeaderVersion,
  references: number,
): Bytes {
  if (messages.length > MAX_MESSAGES) throw tooLarge(`${messages.length} messages`);
  for (const { type, data } of messages) {
    if (data.byteLength > MAX_MESSAGE_BYTES) throw tooLarge(`message ${type} of ${data.byteLength} bytes`);
  }
  return version === 1 ? printVersion1(messages, references) : printVersion2(messages, references);
}

/** See `readVersion1` for the prefix. Before each message 2 bytes of type, 2 of size, 1 of flags and 3 reserved. */
function printVersion1(messages: readonly PrintedMessage[], references: number): Bytes {
  const byteLength = headerByteLength(messages, 1);
  const fields = new FieldWriter(byteLength).u8(1).u8(0).u16(messages.length).u32(references);
  fields.u32(byteLength - SIZES[1].prefixBytes).u32(0);
  for (const { type, data, isShared } of messages) {
    fields.u16(type).u16(Math.ceil(data.byteLength / 8) * 8);
    fields
      .u8(isShared ? SHARED : 0)
      .zeros(3)
      .put(data)
      .align(8);
  }
  return fields.bytes;
}

/** The size of the block is 4 bytes wide. */
const WIDTH_4 = 2;
const REFERENCE_COUNT = 0x16;

/** See `readVersion2` for the prefix. Before each message 1 byte of type, 2 of size, 1 of flags. */
function printVersion2(messages: readonly PrintedMessage[], references: number): Bytes {
  const byteLength = headerByteLength(messages, 2);
  const blockBytes = byteLength - SIZES[2].prefixBytes - 4;
  const count: PrintedMessage = {
    type: REFERENCE_COUNT,
    data: new FieldWriter(5).u8(0).u32(references).bytes,
  };
  const fields = new FieldWriter(byteLength).text("OHDR").u8(2).u8(WIDTH_4).u32(blockBytes);
  for (const { type, data, isShared } of [...messages, count]) {
    fields
      .u8(type)
      .u16(data.byteLength)
      .u8(isShared ? SHARED : 0)
      .put(data);
  }
  return fields.checksum().bytes;
}

function tooLarge(what: string): Error {
  return unsupportedHdf5(
    `Cannot write an object header: it would hold ${what}`,
    "object headers beyond 64 KiB",
  );
}
