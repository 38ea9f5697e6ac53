/** The parts of @jsquash/webp that decode and are used here. */

import type { Create } from "./emscripten.d.ts";

interface Picture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray<ArrayBuffer>;
}

declare const create: Create<{
  /** RGBA; makes an `ImageData` of it. */
  decode(bytes: Uint8Array): Picture | null;
}>;
export default create;
