/** The parts of @jsquash/webp that encode and are used here. */

import type { Create } from "./emscripten.d.ts";

declare const create: Create<{
  encode(
    rgba: Uint8Array,
    width: number,
    height: number,
    config: Readonly<Record<string, number>>,
  ): Uint8Array | null;
}>;
export default create;
