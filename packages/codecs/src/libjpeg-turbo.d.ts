/** The parts of @cornerstonejs/codec-libjpeg-turbo-8bit, which carries no types, that are used here. */

declare module "@cornerstonejs/codec-libjpeg-turbo-8bit" {
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
  export default function create(): Promise<{ readonly JPEGEncoder: new () => Encoder }>;
}

declare module "@cornerstonejs/codec-libjpeg-turbo-8bit/decode" {
  interface Decoder {
    getEncodedBuffer(byteLength: number): Uint8Array;
    readHeader(): void;
    decode(): void;
    getFrameInfo(): { readonly width: number; readonly height: number; readonly componentCount: number };
    getDecodedBuffer(): Uint8Array;
    delete(): void;
  }
  export default function create(): Promise<{ readonly JPEGDecoder: new () => Decoder }>;
}
