/**
 * Worker threads for zarrita: its compressors run in a pool, whoever opens the arrays.
 *
 * @module
 */

import { type BytesToBytesCodec, type Codec, type CodecTable, codecTable } from "@chunkwright/codecs";
import { registerCodecs, type ZarritaCodecRegistry } from "@chunkwright/codecs/zarrita";
import { bytesOf, type Chunk, type ChunkCoder, type CodecSpec, type DataType } from "@chunkwright/core";

/**
 * Puts our codecs in the place of zarrita's, with those that work on bytes, compressors above all, run by `coder`.
 * Pass the `registry` that zarrita exports; arrays that have been read already keep the codecs that they have. Chunks whose decoded size follows
 * from nothing but themselves, those of strings, stay in the calling thread, and so do `bytes` and `transpose`, which
 * cost zarrita next to nothing.
 */
export function registerWorkers(registry: ZarritaCodecRegistry, coder: ChunkCoder): void {
  registerCodecs(registry, { table: codecsOn(coder) });
}

function codecsOn(coder: ChunkCoder): CodecTable {
  const entries = [...codecTable].map(([name, codec]): [string, Codec] => [
    name,
    codec.kind === "bytes-to-bytes" ? codecOn(coder, name, codec) : codec,
  ]);
  return new Map(entries);
}

/** The codec as a pipeline of its own: elements as long as the array's, since blosc and shuffles go by their size. */
function codecOn(coder: ChunkCoder, name: string, codec: BytesToBytesCodec): BytesToBytesCodec {
  return {
    kind: "bytes-to-bytes",
    bind(configuration, decoded) {
      const own = codec.bind(configuration, decoded);
      const { minByteLength, maxByteLength, elementSize } = decoded;
      const dataType: DataType = `r${8 * elementSize}`;
      const count = maxByteLength / elementSize;
      if (minByteLength !== maxByteLength || !Number.isInteger(count)) return own;
      const codecs: readonly CodecSpec[] = [{ name: "bytes" }, { name, configuration }];
      return {
        encoded: own.encoded,
        async decode(bytes) {
          const { data } = await coder.decode({ bytes, dataType, shape: [count], codecs });
          return bytesOf(data);
        },
        async encode(bytes) {
          if (bytes.byteLength !== maxByteLength) return own.encode(bytes);
          const chunk: Chunk = { dataType, shape: [count], data: bytes } as Chunk;
          return (await coder.encode(chunk, codecs)).bytes;
        },
      };
    },
  };
}
