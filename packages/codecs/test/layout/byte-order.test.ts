import { expect, test } from "vitest";
import { swapBytes } from "../../src/layout/byte-order.ts";

test.each([1, 2, 4, 8])(
  "swapBytes() reverses words of %i bytes, wherever they start and however many",
  (size) => {
    for (let start = 0; start <= 8; start += size) {
      for (let count = 0; count < 6; count += 1) {
        const buffer = Uint8Array.from({ length: 64 }, (_, i) => i).buffer;
        swapBytes(new Uint8Array(buffer, start, count * size), size);
        const expected = Array.from({ length: 64 }, (_, i) => i);
        for (let word = 0; word < count; word += 1) {
          const at = start + word * size;
          expected.splice(at, size, ...expected.slice(at, at + size).reverse());
        }
        expect([...new Uint8Array(buffer)]).toEqual(expected);
      }
    }
  },
);
