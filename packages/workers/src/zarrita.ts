/**
 * Worker threads for zarrita: its compressors run in a pool.
 *
 * @module
 */

import { type BytesToBytesCodec, type Codec, type CodecTable, codecTable } from "@chunkwright/codecs";
import { registerCodecs, type ZarritaCodecRegistry } from "@chunkwright/codecs/zarrita";
import { bytesOf, type Chunk, type ChunkCoder, type CodecSpec, type DataType } from "@chunkwright/core";

/**
 * Replaces zarrita's codecs by ours, with bytes-to-bytes codecs, such as compressors, run by `coder`. Pass the
 * `registry` that zarrita exports; arrays that have been read before keep their codecs. Chunks of variable-length
 * elements, such as strings, are decoded in the calling thread, and so are `bytes` and `transpose`, which take little
 * time.
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

/** The codec as a pipeline, for elements of the array's size, which blosc and shuffles depend on. */
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
