/**
 * Decoding the subset of MessagePack that corresponds to JSON. MessagePack specification, 2017-08-09, "Formats".
 *
 * @module
 */

import { type Bytes, dataViewOf, type Json, StorageError, showJson } from "@chunkwright/core";

/** Deeper nesting is refused. */
const MAX_DEPTH = 64;

/**
 * The single value in `bytes`. Throws "unsupported" for what JSON cannot express: binary data, extensions, keys other
 * than strings, integers beyond 2^53.
 */
export function decodeMessagePack(bytes: Bytes): Json {
  const reader = new MessagePackReader(bytes);
  const value = reader.readValue(0);
  if (reader.position !== bytes.byteLength) {
    throw badData(`its value ends at byte ${reader.position} of ${bytes.byteLength}`);
  }
  return value;
}

class MessagePackReader {
  readonly #bytes: Bytes;
  readonly #view: DataView;
  position = 0;

  constructor(bytes: Bytes) {
    this.#bytes = bytes;
    this.#view = dataViewOf(bytes);
  }

  readValue(depth: number): Json {
    if (depth > MAX_DEPTH) throw badData(`it nests deeper than ${MAX_DEPTH} levels`);
    const format = this.#view.getUint8(this.#skip(1));
    if (format < 0x80) return format;
    if (format < 0x90) return this.#readMap(format & 15, depth);
    if (format < 0xa0) return this.#readList(format & 15, depth);
    if (format < 0xc0) return this.#readText(format & 31);
    if (format >= 0xe0) return format - 256;
    switch (format) {
      case 0xc0:
        return null;
      case 0xc2:
        return false;
      case 0xc3:
        return true;
      case 0xca:
        return this.#view.getFloat32(this.#skip(4));
      case 0xcb:
        return this.#view.getFloat64(this.#skip(8));
      case 0xcc:
        return this.#view.getUint8(this.#skip(1));
      case 0xcd:
        return this.#view.getUint16(this.#skip(2));
      case 0xce:
        return this.#view.getUint32(this.#skip(4));
      case 0xcf:
        return exactNumber(this.#view.getBigUint64(this.#skip(8)));
      case 0xd0:
        return this.#view.getInt8(this.#skip(1));
      case 0xd1:
        return this.#view.getInt16(this.#skip(2));
      case 0xd2:
        return this.#view.getInt32(this.#skip(4));
      case 0xd3:
        return exactNumber(this.#view.getBigInt64(this.#skip(8)));
      case 0xd9:
        return this.#readText(this.#view.getUint8(this.#skip(1)));
      case 0xda:
        return this.#readText(this.#view.getUint16(this.#skip(2)));
      case 0xdb:
        return this.#readText(this.#view.getUint32(this.#skip(4)));
      case 0xdc:
        return this.#readList(this.#view.getUint16(this.#skip(2)), depth);
      case 0xdd:
        return this.#readList(this.#view.getUint32(this.#skip(4)), depth);
      case 0xde:
        return this.#readMap(this.#view.getUint16(this.#skip(2)), depth);
      case 0xdf:
        return this.#readMap(this.#view.getUint32(this.#skip(4)), depth);
      case 0xc1:
        throw badData("0xc1 is never used");
      default:
        throw unsupported(`format 0x${format.toString(16)}`, "binary data and extensions");
    }
  }

  #readText(byteLength: number): string {
    const start = this.#skip(byteLength);
    const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    return decoder.decode(this.#bytes.subarray(start, start + byteLength));
  }

  /** Not sized in advance: a list longer than the remaining bytes fails at its first missing element. */
  #readList(length: number, depth: number): readonly Json[] {
    const list: Json[] = [];
    for (let i = 0; i < length; i += 1) list.push(this.readValue(depth + 1));
    return list;
  }

  #readMap(length: number, depth: number): Json {
    const entries: [string, Json][] = [];
    for (let i = 0; i < length; i += 1) {
      const key = this.readValue(depth + 1);
      if (typeof key !== "string") throw unsupported(`key ${showJson(key)}`, "keys that are not strings");
      entries.push([key, this.readValue(depth + 1)]);
    }
    return Object.fromEntries(entries);
  }

  /** The position of the next `byteLength` bytes; moves past them. */
  #skip(byteLength: number): number {
    const start = this.position;
    if (byteLength > this.#bytes.byteLength - start) {
      throw badData(`its ${this.#bytes.byteLength} bytes end too early`);
    }
    this.position += byteLength;
    return start;
  }
}

/** Integers as in JSON: see `Json`. */
function exactNumber(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function badData(fact: string): StorageError {
  return new StorageError("invalid-data", `Cannot decode MessagePack: ${fact}`, { format: "msgpack" });
}

function unsupported(fact: string, feature: string): StorageError {
  return new StorageError("unsupported", `Cannot decode MessagePack: ${fact}`, {
    format: "msgpack",
    feature,
  });
}
