/**
 * Adapts our bytes-to-bytes codecs to zarrita.
 *
 * @module
 */

import { type BytesSpec, type BytesToBytesCodec, exactly, UNSIZED } from "../codec.ts";
import { bindUnsized } from "../decode-unsized.ts";
import { decodeAlone, ownBytes, runAlone } from "../standalone.ts";
import { type CodecUse, decodedSpec, elementSizeOf } from "./codec-use.ts";
import type { ZarritaCodec } from "./zarrita-types.ts";

export function bytesCodec(codec: BytesToBytesCodec, use: CodecUse): ZarritaCodec {
  const { name, configuration, meta } = use;
  const elementSize = elementSizeOf(meta);
  const spec = decodedSpec(use);
  const bind = (decoded: BytesSpec) => codec.bind(configuration, decoded);
  // Binds once now, to report an invalid configuration early.
  const bound = bind(spec ?? { ...UNSIZED, elementSize });
  const encodedSize = (byteLength: number) => bind(exactly(byteLength, elementSize)).encoded;
  const isFixed = encodedSize(1).minByteLength === encodedSize(1).maxByteLength;
  return {
    kind: "bytes_to_bytes",
    async encode(decoded) {
      const data = ownBytes(bytesAt(name, decoded));
      return runAlone(name, "encode", () => bound.encode(data));
    },
    async decode(encoded) {
      const data = ownBytes(bytesAt(name, encoded));
      return spec
        ? decodeAlone(name, bound, data, spec)
        : decodeAlone(name, bindUnsized(name, codec, configuration), data, UNSIZED);
    },
    ...(isFixed && { computeEncodedSize: (byteLength: number) => encodedSize(byteLength).maxByteLength }),
  };
}

function bytesAt(codec: string, value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value;
  throw new TypeError(`Codec ${codec} takes bytes, and was given ${typeof value}`);
}
