import { expect, test } from "vitest";
import { inThreadCoder } from "../../src/index.ts";

test("an image that ends before it begins is refused, not read as zeroes", async () => {
  const word = (value: number) => [0, 0, 0, value];
  const grid = [1, 1, 3, 4, 1, 1, 0, 0].flatMap(word); // -2 x -3 samples,
  const bytes = Uint8Array.of(
    ...[0xff, 0x4f],
    ...[0xff, 0x51, 0, 41, 0, 0, ...grid, 0, 1, 31, 1, 1], // of one component of 32 bits,
    ...[0xff, 0x52, 0, 12, 0, 0, 0, 1, 0, 0, 4, 4, 0, 1],
    ...[0xff, 0x5c, 0, 4, 0x40, 0x48],
    ...[0xff, 0x90, 0, 10, 0, 0, ...word(14), 0, 1, 0xff, 0x93], // without packets.
    ...[0xff, 0xd9],
  );
  const codecs = [{ name: "tiff.jpeg2000" }];
  await expect(inThreadCoder.decode({ bytes, dataType: "uint32", shape: [3, 2], codecs })).rejects.toThrow(
    "it is -2 x -3 pixels of 1 samples, not [3,2]",
  );
});
