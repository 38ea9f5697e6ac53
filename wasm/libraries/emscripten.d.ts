/** Types that the libraries compiled by Emscripten share. */

/** Options of a library's `create`. */
export interface EmscriptenOptions {
  /** Instantiates the WebAssembly module with these imports and passes it to `receive`. */
  readonly instantiateWasm: (
    imports: WebAssembly.Imports,
    receive: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
  ) => object;
  readonly print?: (line: string) => void;
  readonly printErr?: (line: string) => void;
}

/** Starts a library. */
export type Create<Library> = (options: EmscriptenOptions) => Promise<Library>;

/** A picture's size and its samples, interleaved. */
export interface FrameInfo {
  readonly width: number;
  readonly height: number;
  readonly bitsPerSample: number;
  readonly componentCount: number;
  readonly isSigned: boolean;
}
