/** A kernel under test: buffers laid into its memory, each between canaries. */

/** What a kernel may touch beyond a buffer; `_copy.ts`. */
export const SLACK = 64;

const CANARY = Uint8Array.from({ length: 64 }, (_, i) => 0xa5 ^ i);

export type Call = (...parameters: number[]) => number;

export interface Kernel {
  /** The exported functions. */
  readonly call: Readonly<Record<string, Call>>;
  /** Forgets all buffers. */
  clear(): void;
  /** Lays `bytes` into memory and returns where. */
  put(bytes: Uint8Array, slack?: number): number;
  /** Lays a buffer of `length` bytes, filled with 0xee, into memory and returns where. */
  room(length: number, slack?: number): number;
  /** A copy of memory. */
  get(at: number, length: number): Uint8Array<ArrayBuffer>;
  /** Throws if a canary beside a buffer has changed. */
  check(): void;
}

/** Instantiates the module that `wasm` holds in base64. */
export function loadKernel(wasm: string): Kernel {
  const module = new WebAssembly.Module(Buffer.from(wasm, "base64"));
  const { exports } = new WebAssembly.Instance(module, {});
  const { memory, HEAP, ...functions } = exports;
  if (!(memory instanceof WebAssembly.Memory) || !(HEAP instanceof WebAssembly.Global)) {
    throw new TypeError("A kernel exports memory and HEAP");
  }
  const heap: number = HEAP.value;
  let end = heap;
  let canaries: number[] = [];
  const bytes = (): Uint8Array<ArrayBuffer> => new Uint8Array(memory.buffer);

  const canary = (): void => {
    bytes().set(CANARY, end);
    canaries.push(end);
    end += CANARY.length;
  };
  const room = (length: number, slack = SLACK): number => {
    const needed = end + 2 * CANARY.length + length + slack;
    const missing = Math.ceil((needed - memory.buffer.byteLength) / 65536);
    if (missing > 0) memory.grow(missing);
    canary();
    const at = end;
    bytes().fill(0xee, at, at + length + slack);
    end += length + slack;
    canary();
    return at;
  };
  return {
    call: functions as Record<string, Call>,
    room,
    clear() {
      end = heap;
      canaries = [];
    },
    put(data, slack) {
      const at = room(data.length, slack);
      bytes().set(data, at);
      return at;
    },
    get: (at, length) => bytes().slice(at, at + length),
    check() {
      for (const at of canaries) {
        const found = bytes().subarray(at, at + CANARY.length);
        if (Buffer.compare(found, CANARY) !== 0) throw new Error(`Canary at ${at} was overwritten`);
      }
    },
  };
}
