/** The part of @cornerstonejs/codec-libjpeg-turbo-8bit, which carries no types, that `jpeg.ts` uses. */
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
