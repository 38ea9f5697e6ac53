/** Calls of the zstd kernels, as a host makes them: buffers above HEAP, 64 bytes of canaries' room behind each. */

import { readFileSync } from "node:fs";

export type Exports = {
  readonly memory: WebAssembly.Memory;
  readonly HEAP: WebAssembly.Global;
};

export interface Decoder extends Exports {
  decode(src: number, srcLength: number, dst: number, dstLength: number): number;
  contentSize(src: number, srcLength: number): number;
  useDictionary(content: number, length: number): number;
}

export interface Encoder extends Exports {
  bound(srcLength: number): number;
  scratchLength(srcLength: number, level: number): number;
  encode(
    src: number,
    srcLength: number,
    dst: number,
    dstLength: number,
    level: number,
    checksum: number,
    scratch: number,
  ): number;
}

/** Bytes that a kernel may touch behind a buffer. */
export const SLACK = 64;
const CANARY = 0xa5;
/** Bytes in front of and behind everything a kernel may touch, to see that it does not. */
const GUARD = 256;

export async function instantiate<T extends Exports>(name: string): Promise<T> {
  const bytes = readFileSync(new URL(`../dist/${name}.wasm`, import.meta.url));
  const { instance } = await WebAssembly.instantiate(bytes);
  return instance.exports as T;
}

/** Lays buffers of the lengths given out above HEAP, and sets all memory from there to the canary. */
export function place(kernel: Exports, ...lengths: number[]): number[] {
  let end = align(kernel.HEAP.value + GUARD);
  const offsets = lengths.map((length) => {
    const offset = end;
    end = align(offset + length + SLACK + GUARD);
    return offset;
  });
  const missing = end - kernel.memory.buffer.byteLength;
  if (missing > 0) kernel.memory.grow(Math.ceil(missing / 65536));
  new Uint8Array(kernel.memory.buffer).fill(CANARY, kernel.HEAP.value, end);
  return offsets;
}

/** Whether everything in front of `offset` and behind its slack still holds canaries. */
export function isGuarded(kernel: Exports, offset: number, length: number): boolean {
  const bytes = new Uint8Array(kernel.memory.buffer);
  const isCanary = (byte: number): boolean => byte === CANARY;
  const end = offset + length + SLACK;
  return (
    bytes.subarray(offset - GUARD + SLACK, offset).every(isCanary) &&
    bytes.subarray(end, end + GUARD / 2).every(isCanary)
  );
}

function align(offset: number): number {
  return Math.ceil(offset / 64) * 64;
}
