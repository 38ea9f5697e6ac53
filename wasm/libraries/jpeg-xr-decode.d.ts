/** The parts of jpegxr that are used here. */

import type { Create } from "./emscripten.d.ts";

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

declare const create: Create<{ decode(bytes: Uint8Array): Picture }>;
export default create;
