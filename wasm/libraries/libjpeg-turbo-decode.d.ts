/** The parts of @cornerstonejs/codec-libjpeg-turbo-8bit that decode and are used here. */

import type { Create, FrameInfo } from "./emscripten.d.ts";

interface Decoder {
  getEncodedBuffer(byteLength: number): Uint8Array;
  readHeader(): void;
  decode(): void;
  getFrameInfo(): FrameInfo;
  getDecodedBuffer(): Uint8Array;
  delete(): void;
}

declare const create: Create<{ readonly JPEGDecoder: new () => Decoder }>;
export default create;
