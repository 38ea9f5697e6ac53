/** Types of the parts of @cornerstonejs/codec-libjpeg-turbo-8bit, which has none, that are used here. */

declare module "@cornerstonejs/codec-libjpeg-turbo-8bit/wasmjs" {
  interface Encoder {
    getDecodedBuffer(frame: {
      readonly width: number;
      readonly height: number;
      readonly bitsPerSample: number;
      readonly componentCount: number;
      readonly isSigned: boolean;
    }): Uint8Array;
    setProgressive(isProgressive: boolean): void;
    setQuality(quality: number): void;
    setSubSampling(sampling: number): void;
    encode(): void;
    getEncodedBuffer(): Uint8Array;
    delete(): void;
  }
  export default function create(options?: {
    readonly wasmBinary: Uint8Array | undefined;
  }): Promise<{ readonly JPEGEncoder: new () => Encoder }>;
}

declare module "@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs" {
  interface Decoder {
    getEncodedBuffer(byteLength: number): Uint8Array;
    readHeader(): void;
    decode(): void;
    getFrameInfo(): { readonly width: number; readonly height: number; readonly componentCount: number };
    getDecodedBuffer(): Uint8Array;
    delete(): void;
  }
  export default function create(options?: {
    readonly wasmBinary: Uint8Array | undefined;
  }): Promise<{ readonly JPEGDecoder: new () => Decoder }>;
}

/** The same in JavaScript. */
declare module "@cornerstonejs/codec-libjpeg-turbo-8bit" {
  export { default } from "@cornerstonejs/codec-libjpeg-turbo-8bit/wasmjs";
}

declare module "@cornerstonejs/codec-libjpeg-turbo-8bit/decode" {
  export { default } from "@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs";
}
