import { inflateSync } from "node:zlib";
import { expect, it } from "vitest";
import { encodePng } from "../../src/picture/encode-png.ts";

it("writes the chunks of one red pixel as every other encoder does", () => {
  const png = encodePng({ width: 1, height: 1, rgb: Uint8Array.of(255, 0, 0) });
  const hex = Buffer.from(png).toString("hex");
  // As ImageMagick, libpng and browsers have them: only the compressed data are the encoder's choice.
  expect(hex).toMatch(/^89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de/);
  expect(hex).toMatch(/0000000049454e44ae426082$/);
});

it("puts a filter type before each row", () => {
  const png = Buffer.from(
    encodePng({ width: 2, height: 2, rgb: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12) }),
  );
  const length = png.readUInt32BE(33);
  expect(png.toString("latin1", 37, 41)).toBe("IDAT");
  expect([...inflateSync(png.subarray(41, 41 + length))]).toEqual([
    0, 1, 2, 3, 4, 5, 6, 0, 7, 8, 9, 10, 11, 12,
  ]);
});
