import { codecTable, inThreadCoder, validateCodecs } from "@chunkwright/codecs";
import type { CodecSpec, DataType, JsonObject } from "@chunkwright/core";
import { describe, expect, test } from "vitest";

const LITTLE = { name: "bytes", configuration: { endian: "little" } };

/** The codec among what it needs around it. */
function pipeline(name: string, configuration: JsonObject): readonly CodecSpec[] {
  const codec = { name, configuration };
  if (codecTable.get(name)?.kind === "array-to-bytes") return [codec];
  if (codecTable.get(name)?.kind === "array-to-array") return [codec, LITTLE];
  return [LITTLE, codec];
}

describe.each<[string, JsonObject, DataType]>([
  ["transpose", {}, "uint16"],
  ["transpose", { order: [0, 0] }, "uint16"],
  ["transpose", { order: [0, 1, 2] }, "uint16"],
  ["transpose", { order: "F" }, "uint16"],
  ["gzip", { level: 10 }, "uint16"],
  ["gzip", { level: "5" }, "uint16"],
  ["numcodecs.zlib", { level: 1.5 }, "uint16"],
  ["zstd", { level: 23 }, "uint16"],
  ["zstd", { level: 1, checksum: 1 }, "uint16"],
  ["blosc", { cname: "lzma" }, "uint16"],
  ["blosc", { shuffle: "bytes" }, "uint16"],
  ["blosc", { shuffle: 3 }, "uint16"],
  ["blosc", { clevel: 10 }, "uint16"],
  ["blosc", { typesize: 0 }, "uint16"],
  ["numcodecs.shuffle", { elementsize: 0 }, "uint16"],
  ["numcodecs.delta", { dtype: "<u4" }, "uint16"],
  ["numcodecs.delta", { dtype: "<U4" }, "uint16"],
  ["numcodecs.delta", {}, "complex64"],
  ["numcodecs.bz2", { level: 0 }, "uint16"],
  ["numcodecs.lzma", { format: 4 }, "uint16"],
  ["numcodecs.crc32", { location: "middle" }, "uint16"],
  ["bitround", {}, "float32"],
  ["bitround", { keepbits: 24 }, "float32"],
  ["bitround", { keepbits: 3 }, "bool"],
  ["numcodecs.fixedscaleoffset", { scale: 2 }, "float32"],
  ["numcodecs.fixedscaleoffset", { offset: 0, scale: 0 }, "float32"],
  ["numcodecs.fixedscaleoffset", { offset: 0, scale: 2, dtype: "<f8" }, "float32"],
  ["numcodecs.quantize", { digits: 2 }, "uint16"],
  ["numcodecs.quantize", { digits: 1.5 }, "float32"],
  ["numcodecs.astype", {}, "uint16"],
  ["numcodecs.astype", { encode_dtype: "<c8" }, "uint16"],
  ["numcodecs.astype", { encode_dtype: "|u1", decode_dtype: "<u4" }, "uint16"],
  ["numcodecs.packbits", {}, "uint8"],
  ["tiff.horizontal_differencing", { axis: 0 }, "uint16"],
  ["tiff.horizontal_differencing", {}, "complex128"],
  ["tiff.float_predictor", {}, "uint16"],
  ["tiff.packed_bits", {}, "uint16"],
  ["tiff.packed_bits", { bitsPerSample: 16 }, "uint16"],
  ["tiff.packed_bits", { bitsPerSample: 12 }, "uint8"],
  ["tiff.jpeg", { tables: "?" }, "uint8"],
  ["tiff.jpeg", {}, "uint32"],
  ["tiff.ccitt", { scheme: "t6" }, "uint8"],
  ["tiff.ccitt", { scheme: "g4", width: 4 }, "uint8"],
  ["tiff.thunderscan", { width: 0 }, "uint8"],
  ["hdf5.bitshuffle", { blocksize: 12 }, "uint16"],
  ["hdf5.bitshuffle", { compressor: "gzip" }, "uint16"],
  ["hdf5.nbit", { precision: 12, offset: 5 }, "uint16"],
  ["hdf5.scaleoffset", { scaleType: "decimal" }, "uint16"],
  ["hdf5.scaleoffset", { scaleType: "integer", fillValue: 5 }, "uint16"],
  ["hdf5.szip", { optionsMask: 4, pixelsPerBlock: 7, bitsPerPixel: 16, pixelsPerScanline: 64 }, "uint16"],
  ["hdf5.szip", { optionsMask: 4, pixelsPerBlock: 8, bitsPerPixel: 25, pixelsPerScanline: 64 }, "uint16"],
  ["hdf5.zfp", { header: "7a6670" }, "float32"],
  ["n5.lz4", { blockSize: 1 }, "uint16"],
])("%s of %j for %s", (name, configuration, dataType) => {
  test("is invalid, and the error names the codec", () => {
    expect(() => validateCodecs(pipeline(name, configuration), { dataType, shape: [4, 4] })).toThrow(
      expect.objectContaining({
        code: "invalid-data",
        message: expect.stringMatching(
          new RegExp(`^Cannot use codec ${name.replace(/^numcodecs.zlib/, "zlib")}: `),
        ),
      }),
    );
  });
});

test.each(["gzip", "zstd", "blosc", "crc32c", "transpose", "tiff.lzw"])(
  "%s refuses options not known",
  (name) => {
    expect(() =>
      validateCodecs(pipeline(name, { order: [1, 0], depth: 3 }), { dataType: "uint16", shape: [4, 4] }),
    ).toThrow(expect.objectContaining({ code: "unsupported" }));
  },
);

test("tiff.horizontal_differencing needs the axis of its option", () => {
  expect(() =>
    validateCodecs(pipeline("tiff.horizontal_differencing", { axis: -2 }), {
      dataType: "uint16",
      shape: [4],
    }),
  ).toThrow(/axis -2 does not exist in a chunk of \[4\]/);
});

test("tiff.packed_bits refuses samples that do not fit", async () => {
  const chunk = { dataType: "uint8", shape: [2], data: Uint8Array.of(3, 4) } as const;
  const codecs = [{ name: "tiff.packed_bits", configuration: { bitsPerSample: 2 } }];
  await expect(inThreadCoder.encode(chunk, codecs)).rejects.toMatchObject({
    code: "codec",
    message: "Cannot encode tiff.packed_bits: Sample 4 does not fit 2 bits",
  });
});

test("pictures with unsupported samples are unsupported, not damaged", () => {
  expect(() => validateCodecs([{ name: "tiff.jpegxl" }], { dataType: "float64", shape: [4, 4] })).toThrow(
    expect.objectContaining({ code: "unsupported" }),
  );
});

test("undefined options count as absent", async () => {
  const codecs = [
    { name: "bytes", configuration: { endian: "little", level: undefined } },
    { name: "zstd", configuration: { endian: undefined, level: 3, checksum: undefined } },
  ];
  const chunk = { dataType: "uint16", shape: [2], data: Uint16Array.of(1, 2) } as const;
  const encoded = await inThreadCoder.encode({ ...chunk, data: chunk.data.slice() }, codecs);
  expect(await inThreadCoder.decode(encoded)).toEqual(chunk);
});
