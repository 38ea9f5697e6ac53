/** The parts of @cornerstonejs/codec-openjpeg that encode and are used here. */

import type { Create, FrameInfo } from "./emscripten.d.ts";

interface Encoder {
  getDecodedBuffer(frame: FrameInfo): Uint8Array;
  setQuality(lossless: boolean, compressionRatio: number): void;
  setDecompositions(count: number): void;
  encode(): void;
  /** Empty if `encode` failed; the reason is only printed. */
  getEncodedBuffer(): Uint8Array;
  delete(): void;
}

declare const create: Create<{ readonly J2KEncoder: new () => Encoder }>;
export default create;
