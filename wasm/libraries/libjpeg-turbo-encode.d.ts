/** The parts of @cornerstonejs/codec-libjpeg-turbo-8bit that encode and are used here. */

import type { Create, FrameInfo } from "./emscripten.d.ts";

interface Encoder {
  getDecodedBuffer(frame: FrameInfo): Uint8Array;
  setProgressive(isProgressive: boolean): void;
  setQuality(quality: number): void;
  setSubSampling(sampling: number): void;
  encode(): void;
  getEncodedBuffer(): Uint8Array;
  delete(): void;
}

declare const create: Create<{ readonly JPEGEncoder: new () => Encoder }>;
export default create;
