/** Types for the parts of untyped packages that the image codecs use. */

declare module "@cornerstonejs/codec-openjpeg/decodewasmjs" {
  interface Decoder {
    getEncodedBuffer(byteLength: number): Uint8Array;
    decode(): void;
    getFrameInfo(): {
      readonly width: number;
      readonly height: number;
      readonly bitsPerSample: number;
      readonly componentCount: number;
      readonly isSigned: boolean;
    };
    /** Empty if `decode` failed; the reason is only printed. */
    getDecodedBuffer(): Uint8Array;
    delete(): void;
  }
  export default function create(options: {
    readonly wasmBinary: Uint8Array | undefined;
    readonly print: (line: string) => void;
    readonly printErr: (line: string) => void;
  }): Promise<{ readonly J2KDecoder: new () => Decoder }>;
}

declare module "@cornerstonejs/codec-openjpeg/wasmjs" {
  interface Encoder {
    getDecodedBuffer(frame: {
      readonly width: number;
      readonly height: number;
      readonly bitsPerSample: number;
      readonly componentCount: number;
      readonly isSigned: boolean;
    }): Uint8Array;
    setQuality(lossless: boolean, compressionRatio: number): void;
    setDecompositions(count: number): void;
    encode(): void;
    /** Empty if `encode` failed; the reason is only printed. */
    getEncodedBuffer(): Uint8Array;
    delete(): void;
  }
  export default function create(options: {
    readonly wasmBinary: Uint8Array | undefined;
    readonly print: (line: string) => void;
    readonly printErr: (line: string) => void;
  }): Promise<{ readonly J2KEncoder: new () => Encoder }>;
}

declare module "@jsquash/webp/codec/enc/webp_enc.js" {
  export default function create(options: { readonly wasmBinary?: Uint8Array }): Promise<{
    encode(
      rgba: Uint8Array,
      width: number,
      height: number,
      config: Readonly<Record<string, number>>,
    ): Uint8Array | null;
  }>;
}

declare module "@jsquash/webp/codec/dec/webp_dec.js" {
  interface Picture {
    readonly width: number;
    readonly height: number;
    readonly data: Uint8ClampedArray<ArrayBuffer>;
  }
  export default function create(options: { readonly wasmBinary?: Uint8Array }): Promise<{
    /** RGBA; makes an `ImageData` of it. */
    decode(bytes: Uint8Array): Picture | null;
  }>;
}

declare module "lerc" {
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
  const library: {
    decode(buffer: ArrayBuffer, options: { readonly returnPixelInterleavedDims: boolean }): Picture;
  };
  export default library;
}

declare module "jpegxr" {
  interface Picture {
    readonly width: number;
    readonly height: number;
    readonly pixelInfo: {
      readonly channels: number;
      /** "8", "16", "16Float", "32Float" and others. */
      readonly bitDepth: string;
      readonly hasAlpha: boolean;
      readonly bgr: boolean;
    };
    readonly bytes: Uint8Array<ArrayBuffer>;
  }
  export default function create(options: {
    readonly print: (line: string) => void;
    readonly printErr: (line: string) => void;
  }): Promise<{ decode(bytes: Uint8Array): Picture }>;
}
