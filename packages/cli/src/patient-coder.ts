/**
 * A coder for commands that are mostly done before a worker has started.
 *
 * @module
 */

import { type ChunkCoder, type EncodedChunk, elementCount, nominalByteSize } from "@chunkwright/core";

/** Before this many decoded bytes, starting workers costs more than they save. */
const PATIENCE_BYTES: number = 2 ** 26;

/** Decodes the first bytes by `own`, in this thread, and all others by `pool`. */
export function patientCoder(own: ChunkCoder, pool: ChunkCoder): ChunkCoder {
  let done = 0;
  const isPatient = () => done < PATIENCE_BYTES;
  const coderOf = ({ dataType, shape }: EncodedChunk): ChunkCoder => {
    const coder = isPatient() ? own : pool;
    done += elementCount(shape) * nominalByteSize(dataType);
    return coder;
  };
  return {
    decode: (encoded, options) => coderOf(encoded).decode(encoded, options),
    decodeInto: (encoded, target, options) => coderOf(encoded).decodeInto(encoded, target, options),
    encode: (chunk, codecs, options) => own.encode(chunk, codecs, options),
    async fetchInto(fetch, options) {
      if (isPatient() || !pool.fetchInto) return "refused";
      return pool.fetchInto(fetch, options);
    },
  };
}
