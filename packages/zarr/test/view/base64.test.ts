import { expect, it } from "vitest";
import { fromBase64, toBase64 } from "../../src/view/base64.ts";

it.each([0, 1, 2, 3, 0x2000, 0x2001])(
  "toBase64() writes %i bytes as Node does, and fromBase64() reads them",
  (length) => {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 7) % 256);
    expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString("base64"));
    expect(fromBase64(toBase64(bytes))).toEqual(bytes);
  },
);
