/** What the tests use of zarr.js 0.6, whose package keeps its declarations from ES modules. */
declare module "zarr" {
  interface Codec {
    encode(data: Uint8Array): Uint8Array | Promise<Uint8Array>;
    decode(data: Uint8Array, out?: Uint8Array): Uint8Array | Promise<Uint8Array>;
  }
  interface CodecConstructor {
    fromConfig(configuration: Record<string, unknown> & { id: string }): Codec;
    codecId: string;
  }
  export function addCodec(id: string, load: () => CodecConstructor | Promise<CodecConstructor>): void;
  export function getCodec(configuration: Record<string, unknown> & { id: string }): Promise<Codec>;
  export class MemoryStore {}
  export class NestedArray {
    constructor(data: Int32Array, shape: readonly number[]);
  }
  interface ZarrArray {
    getRaw(selection: null): Promise<{ data: Int32Array }>;
  }
  interface ArrayOptions {
    store: MemoryStore;
    path: string;
    mode?: "r";
    chunks?: readonly number[];
    dtype?: string;
    compressor?: Record<string, unknown> & { id: string };
  }
  export function array(data: NestedArray, options: ArrayOptions): Promise<ZarrArray>;
  export function openArray(options: ArrayOptions): Promise<ZarrArray>;
}
