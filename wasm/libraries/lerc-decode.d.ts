/** The parts of lerc that are used here. */

interface Picture {
  readonly width: number;
  readonly height: number;
  readonly pixelType: string;
  /** Samples per pixel. */
  readonly dimCount: number;
  readonly pixels: readonly (
    | Int8Array<ArrayBuffer>
    | Uint8Array<ArrayBuffer>
    | Int16Array<ArrayBuffer>
    | Uint16Array<ArrayBuffer>
    | Int32Array<ArrayBuffer>
    | Uint32Array<ArrayBuffer>
    | Float32Array<ArrayBuffer>
    | Float64Array<ArrayBuffer>
  )[];
  readonly mask: Uint8Array | null;
}
declare const library: {
  decode(buffer: ArrayBuffer, options: { readonly returnPixelInterleavedDims: boolean }): Picture;
};
export default library;
