/** Codecs that write pictures: what they decode to is what was encoded, alpha and all. */

import {
  bytesOf,
  type Chunk,
  type DataType,
  elementCount,
  type Shape,
  viewElements,
} from "@chunkwright/core";
import { seededRandom } from "@chunkwright/testkit";
import { describe, expect, it } from "vitest";
import { inThreadCoder } from "../src/index.ts";

function noise(dataType: DataType, shape: Shape): Chunk {
  const bytes = seededRandom(7).bytes(elementCount(shape) * (dataType.endsWith("16") ? 2 : 1));
  return { dataType, shape, data: viewElements(dataType, bytes) } as Chunk;
}

describe("lossless pictures", () => {
  it.each([
    ["tiff.webp", "uint8", [48, 64, 3]],
    ["tiff.webp", "uint8", [16, 16, 4]],
    ["tiff.webp", "uint8", [1, 1, 3]],
    ["tiff.jpeg2000", "uint8", [48, 64]],
    ["tiff.jpeg2000", "uint8", [48, 64, 3]],
    ["tiff.jpeg2000", "int16", [16, 33]],
    ["tiff.jpeg2000", "uint16", [48, 64]],
    ["tiff.jpeg2000", "int16", [64, 16, 1]],
    ["tiff.jpeg2000", "uint8", [1, 1]],
    ["tiff.jpeg2000", "uint8", [3, 2, 3]],
    ["tiff.jpeg2000", "uint16", [48, 64, 3]],
    ["tiff.jpeg2000", "int16", [70, 300, 4]],
    ["tiff.jpeg2000", "uint8", [1, 5, 2]],
    ["tiff.jpeg2000", "int8", [16, 16]],
    ["tiff.jpeg2000", "int8", [16, 16, 4]],
    ["tiff.jpegxl", "uint8", [48, 64]],
    ["tiff.jpegxl", "uint8", [1, 1, 3]],
    ["tiff.jpegxl", "uint8", [48, 64, 4]],
    ["tiff.jpegxl", "uint16", [33, 5, 2]],
    ["tiff.jpegxl", "uint16", [48, 64, 3]],
    ["tiff.jpegxl", "uint16", [48, 64, 4]],
    // Several groups, along y and along x.
    ["tiff.jpegxl", "uint16", [1030, 1025]],
    ["tiff.jpegxl", "uint8", [2, 8200, 3]],
  ] as const)("%s of %s [%s]", async (name, dataType, shape) => {
    const chunk = noise(dataType, shape);
    const expected = bytesOf(chunk.data).slice();
    const encoded = await inThreadCoder.encode(chunk, [{ name }]);
    const decoded = await inThreadCoder.decode(encoded);
    expect(Buffer.compare(bytesOf(decoded.data), expected)).toBe(0);
  });

  it.each([
    ["tiff.webp", "uint8", [16, 16]],
    ["tiff.webp", "uint16", [16, 16, 3]],
    ["tiff.webp", "uint8", [1, 16_400, 3]],
    ["tiff.jpegxl", "int16", [16, 16]],
  ] as const)("%s has no place for %s [%s]", async (name, dataType, shape) => {
    await expect(inThreadCoder.encode(noise(dataType, shape), [{ name }])).rejects.toMatchObject({
      code: "unsupported",
    });
  });
});

describe("tiff.jpeg with a quality", () => {
  /** Smooth, as JPEG likes it. */
  const ramp = (shape: Shape): Chunk => {
    const samples = shape[2] ?? 1;
    const data = Uint8Array.from(
      { length: elementCount(shape) },
      (_, i) => 50 + ((i / samples) % 64) + (i % samples) * 40,
    );
    return { dataType: "uint8", shape, data };
  };

  it.each([
    [[48, 64], 90],
    [[48, 64, 3], 95],
    [[48, 64, 3], 75],
  ] as const)("keeps [%s] about as it is at %i", async (shape, quality) => {
    const codecs = [{ name: "tiff.jpeg", configuration: { quality } }];
    const encoded = await inThreadCoder.encode(ramp(shape), codecs);
    expect(encoded.bytes.byteLength).toBeLessThan(elementCount(shape) / 2);
    const decoded = bytesOf((await inThreadCoder.decode(encoded)).data);
    const worst = Math.max(...bytesOf(ramp(shape).data).map((value, i) => Math.abs(value - decoded[i]!)));
    expect(worst).toBeLessThan(16);
  });

  it.each([
    [[16, 16], 50],
    [[8, 16], 90],
    [[256, 256], 100],
    [[64, 48, 3], 100],
    [[1, 300, 3], 100],
  ] as const)("encodes noise of [%s] at %i, longer than its samples or not", async (shape, quality) => {
    const codecs = [{ name: "tiff.jpeg", configuration: { quality } }];
    const encoded = await inThreadCoder.encode(noise("uint8", shape), codecs);
    const decoded = await inThreadCoder.decode(encoded);
    const errors = bytesOf(noise("uint8", shape).data).map((value, i) =>
      Math.abs(value - bytesOf(decoded.data)[i]!),
    );
    expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThan(
      quality === 100 ? 3 : 40,
    );
  });

  it.each([
    ["without a quality", [16, 16, 3], "uint8", {}],
    ["of four samples", [16, 16, 4], "uint8", { quality: 90 }],
    ["too small for the library", [4, 16], "uint8", { quality: 90 }],
    ["of 16 bits", [16, 16], "uint16", { quality: 90 }],
    ["that stays RGB", [16, 16, 3], "uint8", { quality: 90, photometric: 2 }],
  ] as const)("encodes nothing %s", async (_name, shape, dataType, configuration) => {
    const spec = { name: "tiff.jpeg", configuration };
    await expect(inThreadCoder.encode(noise(dataType, shape), [spec])).rejects.toMatchObject({
      code: "unsupported",
    });
  });
});
