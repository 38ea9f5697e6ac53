import { type Bytes, bytesOf, concatBytes, elementCount } from "@chunkwright/core";
import { expectBytes, seededRandom } from "@chunkwright/testkit";
import { describe, expect, test } from "vitest";
import { inThreadCoder } from "../../../src/index.ts";
import { findJpegXlCodestream } from "../../../src/jpeg-xl/jpeg-xl-container.ts";
import { encodeJpegXl } from "../../../src/jpeg-xl/jpeg-xl-encode.ts";
import { readJpegXlHeader } from "../../../src/jpeg-xl/jpeg-xl-header.ts";
import { JpegXlReader } from "../../../src/jpeg-xl/jpeg-xl-reader.ts";
import { JpegXlWriter } from "../../../src/jpeg-xl/jpeg-xl-writer.ts";
import { decodeModular } from "../../../src/jpeg-xl/modular/decode-modular.ts";
import { elementsOfChannels } from "../../../src/jpeg-xl/modular/samples-of-channels.ts";
import { fromBase64 } from "../../element-bytes.ts";
import { fixtures } from "../../fixture.ts";

const pictures = fixtures.filter(({ name }) => name.startsWith("jpegxl-"));
const integers = pictures.filter(({ name }) => /^jpegxl-(uint(8|16)-\d|\d+-bits)/.test(name));

function decode(encoded: Bytes, dataType: string, maxSamples: number): Bytes {
  const codestream = findJpegXlCodestream(encoded);
  const reader = new JpegXlReader(codestream);
  const header = readJpegXlHeader(reader);
  const frames = decodeModular(codestream, reader, header, maxSamples);
  const type = dataType as "uint8";
  return concatBytes(frames.map((channels) => bytesOf(elementsOfChannels(channels, header, type, false))));
}

test.each(integers)("decodes the integers of $name as the library does", ({ encoded, decoded }) => {
  const { bytes, dataType, shape } = encoded();
  expect(decode(bytes, dataType, elementCount(shape))).toEqual(decoded);
});

test.each([
  [1, 1, 1],
  [33, 5, 2],
  [1030, 1025, 1],
  [2, 8200, 3],
  [48, 64, 4],
])("decodes what our encoder writes of %d x %d pixels with %d samples", (height, width, sampleCount) => {
  const random = seededRandom(1);
  const samples = new Uint16Array(height * width * sampleCount).map((_, i) => (i % 700) + random.below(9));
  const picture = { width, height, sampleCount, samples: new Uint8Array(samples.buffer) };
  const encoded = encodeJpegXl(picture, 16);
  expectBytes(decode(encoded, "uint16", samples.length), picture.samples);
});

test("a picture of more samples than the array has is refused before it is decoded", () => {
  const { encoded } = pictures.find(({ name }) => name === "jpegxl-float32-rgba")!;
  const { bytes } = encoded();
  expect(() => decode(bytes, "float32", 9 * 11 * 4 - 1)).toThrow(
    "it has more than 395 samples, 396 in each frame",
  );
});

test("every cut of a codestream is an error", () => {
  for (const { encoded } of pictures.filter(({ name }) => /float32-(groups|squeezed|profile)/.test(name))) {
    const { bytes, shape } = encoded();
    const codestream = findJpegXlCodestream(bytes);
    for (let length = 0; length < codestream.length - 1; length += 7) {
      const cut = codestream.slice(0, length);
      expect(() => decode(cut, "float32", elementCount(shape))).toThrow(/^Cannot decode JPEG XL: /);
    }
  }
});

test("lossy pictures of more samples than the array has are refused before they are decoded", async () => {
  const bits = new JpegXlWriter();
  const side = [
    [1, 9],
    [1, 13],
    [1, 18],
    [1, 30],
  ] as const;
  bits.write(0x0aff, 16);
  bits.write(0, 1);
  bits.choose(4096, side);
  bits.write(0, 3);
  bits.choose(4096, side);
  bits.write(0b11, 2); // Everything else is as usual, which is lossy.
  const codecs = [{ name: "tiff.jpegxl" }];
  const chunk = { dataType: "uint8", shape: [8, 8, 3], codecs, bytes: bits.bytes() } as const;
  await expect(inThreadCoder.decode(chunk)).rejects.toMatchObject({
    message: expect.stringContaining("it has 4096 x 4096 pixels of 3 samples for [8,8,3]"),
  });
});

/** 8 x 8 floats by imagecodecs, with `distance=1`. */
const LOSSY =
  "/wpByCVFiwATiAIAAAG1nyAAABUqo4wbvJzr+fJDh8W0jesMbbVtYQljs70wSEg4S6BtRpFBCpUkkiF6NmoGOM5+t9u+3ZnVVqEBSSAB";

describe("what cannot be returned exactly is unsupported, and named:", () => {
  test("lossy floats", async () => {
    const codecs = [{ name: "tiff.jpegxl" }];
    const chunk = { dataType: "float32", shape: [8, 8], codecs, bytes: fromBase64(LOSSY) } as const;
    await expect(inThreadCoder.decode(chunk)).rejects.toMatchObject({
      code: "unsupported",
      message: "Cannot decode JPEG XL: it has lossy samples (XYB) of 32-bit floats",
    });
  });

  test("floats for an array of integers", async () => {
    const { encoded } = pictures.find(({ name }) => name === "jpegxl-float16-effort-1")!;
    await expect(inThreadCoder.decode({ ...encoded(), dataType: "uint16" })).rejects.toMatchObject({
      message: expect.stringContaining("its samples have 16-bit floats, not those of uint16"),
    });
  });

  test("writing floats", async () => {
    const chunk = { dataType: "float32", shape: [4, 4], data: new Float32Array(16) } as const;
    await expect(inThreadCoder.encode(chunk, [{ name: "tiff.jpegxl" }])).rejects.toMatchObject({
      code: "unsupported",
      message: "Cannot encode JPEG XL: it has no place for float32 samples",
    });
  });
});
