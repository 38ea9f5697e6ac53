/**
 * Values that were compressed as a whole, like shards with codecs behind `sharding_indexed`.
 *
 * @module
 */

import type { CodecLookup } from "@chunkwright/codecs/lazy";
import {
  type Bytes,
  type CallOptions,
  type CodecSpec,
  type ReadableStore,
  StorageError,
} from "@chunkwright/core";
import { sharedReads } from "../array/shared-reads.ts";
import { sliceValue } from "../array/slice-value.ts";

/** Most recently used decoded values. */
const KEPT_VALUES = 2;
/** Values that decode to more are refused: no JavaScript engine holds them in one array. */
const MAX_BYTES = 2 ** 31 - 1;

/** The values of `store` decoded by `codecs`, all bytes-to-bytes; each is read and decoded as a whole. */
export function decodedStore(
  store: ReadableStore,
  codecs: readonly CodecSpec[],
  table: CodecLookup,
): ReadableStore {
  const kept = sharedReads<Bytes | undefined>(KEPT_VALUES);

  function read(key: string, options?: CallOptions): Promise<Bytes | undefined> {
    return kept(
      key,
      async () => {
        const bytes = await store.get(key);
        return bytes && decode(bytes, key, codecs, table);
      },
      options,
    );
  }

  return {
    get: async (key, options) => (await read(key, options))?.slice(),
    async getRange(key, range, options) {
      const value = await read(key, options);
      return value && sliceValue(key, value, range);
    },
    size: async (key, options) => (await read(key, options))?.byteLength,
  };
}

/** Throws "codec", with the value's key, for bytes that the codecs cannot decode. */
async function decode(
  bytes: Bytes,
  key: string,
  codecs: readonly CodecSpec[],
  table: CodecLookup,
): Promise<Bytes> {
  let decoded = bytes;
  for (const { name, transform } of bindCodecs(codecs, table).reverse()) {
    try {
      decoded = await transform.decode(decoded);
    } catch (cause) {
      const fact = cause instanceof Error ? cause.message : String(cause);
      const context = { codec: name, direction: "decode" } as const;
      throw new StorageError("codec", `Cannot decode ${key} by ${name}: ${fact}`, context, { cause });
    }
  }
  return decoded;
}

function bindCodecs(codecs: readonly CodecSpec[], table: CodecLookup) {
  let spec = { minByteLength: 0, maxByteLength: MAX_BYTES, elementSize: 1 };
  return codecs.map(({ name, configuration = {} }) => {
    const codec = table.get(name);
    // Documents with other codecs have been refused.
    if (codec?.kind !== "bytes-to-bytes") throw new TypeError(`${name} does not turn bytes into bytes`);
    const transform = codec.bind(configuration, spec);
    spec = transform.encoded;
    return { name, transform };
  });
}
