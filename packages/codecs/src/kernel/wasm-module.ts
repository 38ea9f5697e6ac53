/**
 * Our WebAssembly kernels: fetched when first needed, compiled once, one instance per thread.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";

/** Names of the kernels, as in `@chunkwright/wasm/<name>.wasm`. */
export type KernelName =
  | "crc32c"
  | "inflate"
  | "deflate"
  | "shuffle"
  | "bitshuffle"
  | "lz4-decode"
  | "lz4-encode"
  | "lzma-decode"
  | "lzw-decode"
  | "pcodec-decode"
  | "zfp-decode"
  | "zstd-decode"
  | "zstd-encode"
  | "blosc-decode"
  | "blosc-encode";

interface WasmSource {
  readonly scalar: () => Promise<{ readonly wasm: string }>;
  /** The same with SIMD, where that is faster. */
  readonly simd?: () => Promise<{ readonly wasm: string }>;
}

/** Where each kernel's bytes come from: a lazy import per module, so that bundlers split them. */
const SOURCES: { readonly [K in KernelName]: WasmSource } = {
  crc32c: { scalar: () => import("@chunkwright/wasm/crc32c") },
  inflate: {
    scalar: () => import("@chunkwright/wasm/inflate"),
    simd: () => import("@chunkwright/wasm/inflate.simd"),
  },
  deflate: {
    scalar: () => import("@chunkwright/wasm/deflate"),
    simd: () => import("@chunkwright/wasm/deflate.simd"),
  },
  shuffle: {
    scalar: () => import("@chunkwright/wasm/shuffle"),
    simd: () => import("@chunkwright/wasm/shuffle.simd"),
  },
  bitshuffle: {
    scalar: () => import("@chunkwright/wasm/bitshuffle"),
    simd: () => import("@chunkwright/wasm/bitshuffle.simd"),
  },
  "lz4-decode": {
    scalar: () => import("@chunkwright/wasm/lz4-decode"),
    simd: () => import("@chunkwright/wasm/lz4-decode.simd"),
  },
  "lz4-encode": { scalar: () => import("@chunkwright/wasm/lz4-encode") },
  "lzma-decode": { scalar: () => import("@chunkwright/wasm/lzma-decode") },
  "lzw-decode": {
    scalar: () => import("@chunkwright/wasm/lzw-decode"),
    simd: () => import("@chunkwright/wasm/lzw-decode.simd"),
  },
  "pcodec-decode": { scalar: () => import("@chunkwright/wasm/pcodec-decode") },
  "zfp-decode": { scalar: () => import("@chunkwright/wasm/zfp-decode") },
  "zstd-decode": {
    scalar: () => import("@chunkwright/wasm/zstd-decode"),
    simd: () => import("@chunkwright/wasm/zstd-decode.simd"),
  },
  "zstd-encode": {
    scalar: () => import("@chunkwright/wasm/zstd-encode"),
    simd: () => import("@chunkwright/wasm/zstd-encode.simd"),
  },
  "blosc-decode": {
    scalar: () => import("@chunkwright/wasm/blosc-decode"),
    simd: () => import("@chunkwright/wasm/blosc-decode.simd"),
  },
  "blosc-encode": {
    scalar: () => import("@chunkwright/wasm/blosc-encode"),
    simd: () => import("@chunkwright/wasm/blosc-encode.simd"),
  },
};

/** An instance's memory grown beyond this is given back when the kernel is next asked for. */
const HIGH_WATER = 64 * 1024 * 1024;
const PAGE = 65536;

/** Bytes behind every buffer that kernels may touch, so that they can copy in wide steps. */
export const SLACK = 64;

/** The first address for a buffer behind another of `byteLength` bytes at `address`, aligned for any element. */
export function addressBehind(address: number, byteLength: number): number {
  return Math.ceil((address + byteLength + SLACK) / 16) * 16;
}

/** An instance that answers calls at once. Use it before the next `await`: then it may be another's. */
export interface Kernel {
  /** First byte of `reserve`d memory, as kernels count. */
  readonly heap: number;
  /** The whole memory, with room for at least `byteLength` bytes from `heap` on. Valid until the next call. */
  reserve(byteLength: number): Bytes;
  /** Calls an exported function. */
  call(name: string, ...values: readonly number[]): number;
}

interface Instance extends Kernel {
  readonly memory: WebAssembly.Memory;
  has(name: string): boolean;
}

/** The smallest module that uses SIMD: a function that drops the v128 constant 0. */
const SIMD_PROBE: Bytes = fromBase64("AGFzbQEAAAABBAFgAAADAgEAChcBFQD9DAAAAAAAAAAAAAAAAAAAAAAaCw==");

const modules = new Map<KernelName, Promise<WebAssembly.Module> | WebAssembly.Module>();
const instances = new Map<KernelName, Instance>();

/**
 * Gives a kernel's module beforehand, compiled elsewhere: for hosts that cannot compile, and to spare workers the
 * work. Its own instance is made per thread.
 */
export function provideWasm(name: KernelName, module: WebAssembly.Module): void {
  modules.set(name, module);
  instances.delete(name);
}

/** A kernel's module, compiled or provided: to be posted to another thread, which `provideWasm` gives it to. */
export async function compiledWasm(name: KernelName): Promise<WebAssembly.Module> {
  return loadModule(name);
}

/** Where modules come from that nothing else has provided; `undefined` for those to be compiled in this thread. */
type WasmProvider = (name: KernelName) => Promise<WebAssembly.Module | undefined>;

let provider: WasmProvider | undefined;

/** Has `provide` asked for each module, once, when its kernel is first needed: for workers, whose host compiles. */
export function provideWasmFrom(provide: WasmProvider): void {
  provider = provide;
}

/** The kernel of that name. */
export async function loadKernel(name: KernelName): Promise<Kernel> {
  const known = instances.get(name);
  if (known && known.memory.buffer.byteLength <= HIGH_WATER) return known;
  const instance = bindInstance(name, await WebAssembly.instantiate(await loadModule(name)));
  instances.set(name, instance);
  return instance;
}

/** The kernel in whose memory these bytes lie and which has a function of that name: it does the same in all that have it. */
export function kernelAt({ buffer }: ArrayBufferView, functionName: string): Kernel | undefined {
  for (const instance of instances.values()) {
    if (instance.memory.buffer === buffer) return instance.has(functionName) ? instance : undefined;
  }
  return undefined;
}

function loadModule(name: KernelName): Promise<WebAssembly.Module> | WebAssembly.Module {
  const known = modules.get(name);
  if (known) return known;
  const module = provideOrCompile(name);
  modules.set(name, module);
  // A failed import may succeed later; it must not stay.
  module.catch(() => modules.delete(name));
  return module;
}

async function provideOrCompile(name: KernelName): Promise<WebAssembly.Module> {
  const provided = await provider?.(name);
  if (provided) return provided;
  const { scalar, simd = scalar } = SOURCES[name];
  const source = WebAssembly.validate(SIMD_PROBE) ? simd : scalar;
  const { wasm } = await source();
  return WebAssembly.compile(fromBase64(wasm));
}

function bindInstance(name: KernelName, { exports }: WebAssembly.Instance): Instance {
  const { memory, HEAP } = exports;
  if (!(memory instanceof WebAssembly.Memory) || !(HEAP instanceof WebAssembly.Global)) {
    throw new TypeError(`The module given for kernel ${name} exports no memory or no HEAP`);
  }
  const heap = Number(HEAP.value);
  return {
    heap,
    memory,
    reserve(byteLength) {
      const missing = heap + byteLength - memory.buffer.byteLength;
      if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
      return new Uint8Array(memory.buffer);
    },
    has: (functionName) => functionName in exports,
    call(functionName, ...values) {
      const called = exports[functionName];
      if (typeof called !== "function") throw new TypeError(`Kernel ${name} has no function ${functionName}`);
      return Number(called(...values));
    },
  };
}

function fromBase64(text: string): Bytes {
  const binary = atob(text);
  return Uint8Array.from({ length: binary.length }, (_, i) => binary.charCodeAt(i));
}
