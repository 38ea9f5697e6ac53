/**
 * Walking a WebAssembly module's bytes. WebAssembly Core Specification 2.0 §5.
 *
 * @module
 */

import { type Bytes, StorageError } from "@chunkwright/core";

export interface ModuleReader {
  readonly bytes: Bytes;
  position: number;
}

export interface Section {
  readonly id: number;
  /** Offset of the section, with its id and size. */
  readonly start: number;
  /** Offset of its contents. */
  readonly contents: number;
  readonly end: number;
}

const MAGIC_AND_VERSION = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0];

/** The sections in their order. Throws "invalid-data" if they do not fill the module. */
export function sectionsOf(bytes: Bytes): Section[] {
  if (MAGIC_AND_VERSION.some((byte, i) => bytes[i] !== byte)) throw badModule("it does not start as one");
  const reader: ModuleReader = { bytes, position: MAGIC_AND_VERSION.length };
  const sections: Section[] = [];
  while (reader.position < bytes.byteLength) {
    const start = reader.position;
    const id = readByte(reader);
    const byteLength = readUnsigned(reader);
    const end = reader.position + byteLength;
    if (end > bytes.byteLength) throw badModule(`section ${id} ends at byte ${end} of ${bytes.byteLength}`);
    sections.push({ id, start, contents: reader.position, end });
    reader.position = end;
  }
  return sections;
}

export function readByte(reader: ModuleReader): number {
  const byte = reader.bytes[reader.position];
  if (byte === undefined) throw badModule(`it ends at byte ${reader.position}`);
  reader.position += 1;
  return byte;
}

/** An unsigned LEB128 number below 2^32. §5.2.2. */
export function readUnsigned(reader: ModuleReader): number {
  let value = 0;
  for (let scale = 1; scale <= 2 ** 28; scale *= 128) {
    const byte = readByte(reader);
    value += (byte % 128) * scale;
    if (byte < 128 && value < 2 ** 32) return value;
  }
  throw badModule(`there is no number below 2^32 before byte ${reader.position}`);
}

/** A name in UTF-8. §5.2.4. */
export function readName(reader: ModuleReader): string {
  const byteLength = readUnsigned(reader);
  const end = reader.position + byteLength;
  if (end > reader.bytes.byteLength) throw badModule(`a name of ${byteLength} bytes ends beyond it`);
  const name = new TextDecoder().decode(reader.bytes.subarray(reader.position, end));
  reader.position = end;
  return name;
}

/** `value` in LEB128. */
export function unsigned(value: number): number[] {
  return value < 128 ? [value] : [128 + (value % 128), ...unsigned(Math.floor(value / 128))];
}

export function badModule(fact: string): StorageError<"invalid-data"> {
  return new StorageError("invalid-data", `Cannot use WebAssembly module: ${fact}`, {
    format: "wasm",
    section: "WebAssembly Core Specification 2.0 §5",
  });
}

export function unsupportedModule(feature: string): StorageError<"unsupported"> {
  return new StorageError("unsupported", `Cannot use WebAssembly module: it has ${feature}`, {
    format: "wasm",
    feature,
  });
}
