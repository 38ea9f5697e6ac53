/**
 * Object headers: the messages that describe a group, a dataset or a committed datatype. HDF5 File Format
 * Specification 4.0 §IV.A.1.
 *
 * @module
 */

import type { CallOptions } from "@chunkwright/core";
import { FieldReader } from "../file/field-reader.ts";
import { type Hdf5Context, readChecked, readFields, readFieldsUpTo } from "../hdf5-context.ts";
import { invalidHdf5, unsupportedHdf5 } from "../hdf5-error.ts";
import { MESSAGE } from "./message-types.ts";

export interface Message {
  readonly type: number;
  /** Bit 1: shared. Bit 7: readers that do not know the message must not read the object. */
  readonly flags: number;
  /** A fresh cursor over the data of the message, each time it is asked for. */
  readonly fields: FieldReader;
  /** Where the data of the message is, from the base address. */
  readonly address: number;
}

export interface ObjectHeader {
  readonly address: number;
  readonly messages: readonly Message[];
}

const FAIL_IF_UNKNOWN = 0x80;
/** A longer chain of blocks is taken for a loop. */
const MAX_BLOCKS = 65536;
/** Enough for the first block of most headers. */
const FIRST_READ_BYTES = 512;
const KNOWN_TYPES = 0x19;

export async function readObjectHeader(
  context: Hdf5Context,
  address: number,
  options?: CallOptions,
): Promise<ObjectHeader> {
  const start = await readFieldsUpTo(context, address, FIRST_READ_BYTES, objectName(address), options);
  const isVersion2 = start.remaining >= 4 && String.fromCharCode(...start.bytes.subarray(0, 4)) === "OHDR";
  const parse = isVersion2 ? readVersion2 : readVersion1;
  const messages = await parse(context, address, start, options);
  for (const { type, flags } of messages) {
    if (type < KNOWN_TYPES || Math.floor(flags / FAIL_IF_UNKNOWN) % 2 === 0) continue;
    throw unsupportedHdf5(
      `Cannot read ${objectName(address)}: it has a message of type ${type} that must be understood`,
      `message type ${type}`,
    );
  }
  return { address, messages };
}

/** The one message of a type, if there is one. */
export function findMessage({ messages }: ObjectHeader, type: number): Message | undefined {
  return messages.find((message) => message.type === type);
}

export function objectName(address: number): string {
  return `the object header at ${address}`;
}

interface Block {
  readonly address: number;
  readonly length: number;
}

/**
 *    0  1  version, 1
 *    2  2  total number of header messages
 *    4  4  object reference count
 *    8  4  object header size: the first block of messages, from byte 16
 */
const PREFIX_BYTES_V1 = 16;

async function readVersion1(
  context: Hdf5Context,
  address: number,
  start: FieldReader,
  options?: CallOptions,
): Promise<readonly Message[]> {
  start.version(1);
  start.skip(1);
  const count = start.u16();
  start.skip(4);
  const first = { address: address + PREFIX_BYTES_V1, length: start.u32() };
  const messages: Message[] = [];
  await walkBlocks(address, first, async (block, continueAt) => {
    const fields = await readFields(context, block.address, block.length, objectName(address), options);
    // The count includes what holds no data; some writers leave less than a message at the end.
    while (fields.remaining >= 8 && messages.length < count) {
      const type = fields.u16();
      const size = fields.u16();
      const flags = fields.u8();
      fields.skip(3);
      addMessage(messages, { type, flags, size, block, fields, context }, continueAt);
    }
  });
  return messages;
}

/**
 *    0  4  signature "OHDR"
 *    4  1  version, 2
 *    5  1  flags: bits 0-1 width of the size, 2 creation order tracked, 4 phase change stored, 5 times stored
 *   (6 16  access, modification, change and birth time)
 *   (   4  maximum compact and minimum dense attributes)
 *       n  size of the first block
 *          messages, a gap, 4 bytes of checksum
 */
async function readVersion2(
  context: Hdf5Context,
  address: number,
  start: FieldReader,
  options?: CallOptions,
): Promise<readonly Message[]> {
  start.signature("OHDR");
  start.version(2);
  const headerFlags = start.u8();
  if (headerFlags & 0x20) start.skip(16);
  if (headerFlags & 0x10) start.skip(4);
  const length = start.uint(2 ** (headerFlags & 3));
  const prefixBytes = start.position;
  const hasCreationOrder = (headerFlags & 4) !== 0;
  const messages: Message[] = [];
  const first = { address, length: prefixBytes + length + 4 };
  await walkBlocks(address, first, async (block, continueAt) => {
    const fields = await readChecked(context, block.address, block.length, objectName(address), options);
    if (block === first) {
      fields.skip(prefixBytes);
    } else {
      fields.signature("OCHK");
    }
    const messageBytes = hasCreationOrder ? 6 : 4;
    // What is left before the checksum, and is no message, is the gap.
    while (fields.remaining >= messageBytes + 4) {
      const type = fields.u8();
      const size = fields.u16();
      const flags = fields.u8();
      if (hasCreationOrder) fields.skip(2);
      addMessage(messages, { type, flags, size, block, fields, context }, continueAt);
    }
  });
  return messages;
}

interface FoundMessage {
  readonly type: number;
  readonly flags: number;
  readonly size: number;
  readonly block: Block;
  /** Before the data of the message. */
  readonly fields: FieldReader;
  readonly context: Hdf5Context;
}

function addMessage(
  messages: Message[],
  { type, flags, size, block, fields, context }: FoundMessage,
  continueAt: (block: Block) => void,
): void {
  const address = block.address + fields.position;
  const bytes = fields.take(size);
  const message: Message = {
    type,
    flags,
    address,
    get fields() {
      return new FieldReader(bytes, `message ${type} of ${fields.what}`, context);
    },
  };
  messages.push(message);
  if (type === MESSAGE.CONTINUATION) {
    const data = message.fields;
    continueAt({ address: data.definedAddress(), length: data.length() });
  }
}

/** Calls `read` on the first block and on all that follow from it. */
async function walkBlocks(
  address: number,
  first: Block,
  read: (block: Block, continueAt: (block: Block) => void) => Promise<void>,
): Promise<void> {
  const blocks = [first];
  const seen = new Set([first.address]);
  for (let n = 0; n < blocks.length; n += 1) {
    await read(blocks[n]!, (block) => {
      if (seen.has(block.address) || blocks.length >= MAX_BLOCKS) {
        throw invalidHdf5(`Cannot read ${objectName(address)}: it continues in a loop at ${block.address}`, {
          section: "§IV.A.2.q",
        });
      }
      seen.add(block.address);
      blocks.push(block);
    });
  }
}
