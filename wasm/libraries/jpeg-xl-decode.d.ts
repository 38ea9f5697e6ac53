/** The parts of jxl-oxide-wasm that are used here. */

/** Starts the library; once is enough. */
export default function start(options: { readonly module_or_path: WebAssembly.Module }): Promise<unknown>;

export declare class JxlImage {
  readonly loaded: boolean;
  readonly numLoadedKeyframes: number;
  feedBytes(bytes: Uint8Array): number;
  tryInit(): boolean;
  render(keyframe: number): { encodeToPng(): Uint8Array };
  free(): void;
}
