/** The parts of @cornerstonejs/codec-openjpeg that decode and are used here. */

import type { Create, FrameInfo } from "./emscripten.d.ts";

interface Decoder {
  getEncodedBuffer(byteLength: number): Uint8Array;
  decode(): void;
  getFrameInfo(): FrameInfo;
  /** Empty if `decode` failed; the reason is only printed. */
  getDecodedBuffer(): Uint8Array;
  delete(): void;
}

declare const create: Create<{ readonly J2KDecoder: new () => Decoder }>;
export default create;
