/** Kernels of Blosc chunks under test: those that also have zstd frames, by the names that the others use. */

import { type Kernel, loadKernel } from "./kernel.ts";

export function loadBlosc(wasm: string): Kernel {
  const kernel = loadKernel(wasm);
  const { chunkLength, chunkScratchLength, decodeChunk, encodeChunk } = kernel.call;
  const { decodedLength = chunkLength, decode, encode, scratchLength } = kernel.call;
  const call = {
    decodedLength: decodedLength!,
    scratchLength: chunkScratchLength ?? scratchLength!,
    decode: decodeChunk ?? decode!,
    encode: encodeChunk ?? encode!,
  };
  return { ...kernel, call };
}
