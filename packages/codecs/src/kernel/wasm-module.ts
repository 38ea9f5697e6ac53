/**
 * Loading the WebAssembly kernels: imported when first needed, compiled once, one instance per thread.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import type { LibraryName } from "../library/library-wasm.ts";
import { fromBase64 } from "./from-base64.ts";

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

/** Names of all modules: kernels, and libraries of others, as in `@chunkwright/wasm/libraries/<name>`. */
export type WasmName = KernelName | LibraryName;

/** `WebAssembly.Module`, where TypeScript has that name: Node's types lack it. */
export type WasmModule = typeof globalThis extends {
  WebAssembly: { Module: { prototype: infer Module } };
}
  ? Module
  : object;

interface WasmSource {
  readonly scalar: () => Promise<{ readonly wasm: string }>;
  /** A variant with SIMD, if that is faster. */
  readonly simd?: () => Promise<{ readonly wasm: string }>;
}

/** A lazy import per module, so that bundlers split them. */
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

/** An instance whose memory has grown beyond this is replaced by a new one when the kernel is next loaded. */
const HIGH_WATER = 64 * 1024 * 1024;
const PAGE = 65536;

/** Bytes after every buffer that kernels may read and write, so that they can copy in wide steps. */
export const SLACK = 64;

/** The address for a buffer after another of `byteLength` bytes at `address`, aligned for any element. */
export function addressBehind(address: number, byteLength: number): number {
  return Math.ceil((address + byteLength + SLACK) / 16) * 16;
}

/** An instance of a kernel. Use it only until the next `await`: other calls share its memory. */
export interface Kernel {
  /** Address of the first byte that callers may use. */
  readonly heap: number;
  /** The whole memory, with at least `byteLength` bytes from `heap` on. Valid until the next call of `reserve`. */
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

const modules = new Map<WasmName, Promise<WebAssembly.Module> | WebAssembly.Module>();
const instances = new Map<KernelName, Instance>();

/**
 * Provides a module, compiled elsewhere: for hosts that cannot compile, and to avoid compiling in each worker. It is
 * instantiated in each thread.
 */
export function provideWasm(name: WasmName, module: WasmModule): void {
  modules.set(name, module);
  if (isKernel(name)) instances.delete(name);
}

/** A module, compiled or provided, to be posted to another thread for its `provideWasm`. */
export async function compiledWasm(name: WasmName): Promise<WasmModule> {
  return loadModule(name);
}

/** Returns a module, or `undefined` for one to be compiled in this thread. */
type WasmProvider = (name: WasmName) => Promise<WasmModule | undefined>;

let provider: WasmProvider | undefined;

/** Calls `provide` for each module, once, when it is first needed: for workers, whose host compiles. */
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

/** The kernel in whose memory these bytes lie, if it exports the function; functions of one name do the same in all kernels. */
export function kernelAt({ buffer }: ArrayBufferView, functionName: string): Kernel | undefined {
  for (const instance of instances.values()) {
    if (instance.memory.buffer === buffer) return instance.has(functionName) ? instance : undefined;
  }
  return undefined;
}

function loadModule(name: WasmName): Promise<WebAssembly.Module> | WebAssembly.Module {
  const known = modules.get(name);
  if (known) return known;
  const module = provideOrCompile(name);
  modules.set(name, module);
  // A failed import may succeed later, so it is not kept.
  module.catch(() => modules.delete(name));
  return module;
}

async function provideOrCompile(name: WasmName): Promise<WebAssembly.Module> {
  const provided = await provider?.(name);
  return provided ?? WebAssembly.compile(await loadWasm(name));
}

async function loadWasm(name: WasmName): Promise<Bytes> {
  if (!isKernel(name)) {
    const { libraryWasm } = await import("../library/library-wasm.ts");
    return libraryWasm(name);
  }
  const { scalar, simd = scalar } = SOURCES[name];
  const source = WebAssembly.validate(SIMD_PROBE) ? simd : scalar;
  return fromBase64((await source()).wasm);
}

function isKernel(name: WasmName): name is KernelName {
  return name in SOURCES;
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
