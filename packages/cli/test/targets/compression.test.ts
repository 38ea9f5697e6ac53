import { type ArrayInfo, type DataType, isJsonObject, zeroOf } from "@chunkwright/core";
import { describe, expect, it } from "vitest";
import { type Compression, codecChoices, parseCompression } from "../../src/targets/compression.ts";
import { N5_CODECS, TIFF_CODECS, ZARR_CODECS } from "../../src/targets/format-codecs.ts";
import { UsageError } from "../../src/usage-error.ts";

const LITTLE = { name: "bytes", configuration: { endian: "little" } };

function codecs(compression: Compression, dataType: "uint8" | "uint16" | "complex64" = "uint16") {
  if (compression === "auto") throw new TypeError("The compression is auto");
  return compression(dataType);
}

describe("parseCompression()", () => {
  it("leaves the choice to the source for auto", () => {
    expect(parseCompression("auto", ZARR_CODECS[3])).toBe("auto");
  });

  it("stores bytes alone for none, without an order where one byte is an element", () => {
    expect(codecs(parseCompression("none", ZARR_CODECS[3]))).toEqual([LITTLE]);
    expect(codecs(parseCompression("none", ZARR_CODECS[3]), "uint8")).toEqual([{ name: "bytes" }]);
  });

  it("takes levels, and has one where none is given", () => {
    const level = (text: string) => {
      const configuration = codecs(parseCompression(text, ZARR_CODECS[2]))[1]?.configuration;
      return isJsonObject(configuration) ? configuration.level : undefined;
    };
    expect(["zstd", "zstd:22", "zstd:-5"].map(level)).toEqual([3, 22, -5]);
    expect(["gzip", "gzip:0", "gzip:9"].map(level)).toEqual([6, 0, 9]);
    expect(["zlib", "zlib:1"].map(level)).toEqual([6, 1]);
  });

  it("makes pictures of elements, with nothing in front", () => {
    expect(codecs(parseCompression("webp", TIFF_CODECS), "uint8")).toEqual([{ name: "tiff.webp" }]);
    expect(() => parseCompression("jpeg2000:9", TIFF_CODECS)).toThrow(UsageError);
    expect(() => parseCompression("webp", ZARR_CODECS[3])).toThrow(UsageError);
  });

  it("completes blosc with what suits the data type", () => {
    expect(codecs(parseCompression("blosc", ZARR_CODECS[3]))[1]).toEqual({
      name: "blosc",
      configuration: { cname: "zstd", clevel: 5, shuffle: "shuffle", typesize: 2, blocksize: 0 },
    });
    expect(codecs(parseCompression("blosc:lz4:9", ZARR_CODECS[3]), "uint8")[1]?.configuration).toMatchObject({
      cname: "lz4",
      clevel: 9,
      shuffle: "noshuffle",
      typesize: 1,
    });
    expect(
      codecs(parseCompression("blosc:lz4hc:1:bitshuffle", ZARR_CODECS[3]), "complex64")[1]?.configuration,
    ).toMatchObject({
      cname: "lz4hc",
      clevel: 1,
      shuffle: "bitshuffle",
      typesize: 8,
    });
  });

  it.each([
    ["", /^Zarr v3 has no compression ""/],
    ["snappy", /^Zarr v3 has no compression "snappy": choose auto, none, zstd, gzip, blosc$/],
    ["ZSTD", /^Zarr v3 has no compression "ZSTD"/],
    ["auto:1", /^Too many parameters in compression "auto:1"$/],
    ["none:1", /^Too many parameters/],
    ["zstd:1:2", /^Too many parameters/],
    ["zstd:23", /^Level "23" in "zstd:23" is not a whole number from -5 to 22$/],
    ["zstd:", /^Level "" in "zstd:"/],
    ["gzip:1.5", /^Level "1.5" in "gzip:1.5" is not a whole number from 0 to 9$/],
    ["gzip:best", /^Level "best"/],
    ["zlib", /^Zarr v3 has no compression "zlib"/],
    ["blosc:snappy", /^Unknown blosc compressor "snappy"/],
    ["blosc:lz4:10", /^Level "10" in "blosc:lz4:10"/],
    ["blosc:lz4:5:both", /^Unknown blosc shuffle "both" .*noshuffle, shuffle, bitshuffle$/],
    ["blosc:lz4:5:shuffle:0", /^Too many parameters/],
  ])("rejects %j as a mistake on the command line", (text, message) => {
    expect(() => parseCompression(text, ZARR_CODECS[3])).toThrow(UsageError);
    expect(() => parseCompression(text, ZARR_CODECS[3])).toThrow(message);
  });

  it("says what formats have in place of keep", () => {
    expect(() => parseCompression("keep", N5_CODECS)).toThrow(
      "Compression keep is for Zarr v3: auto, the default, keeps what all readers of N5 know",
    );
  });
});

describe("codecChoices()", () => {
  const arrayOf = (dataType: DataType): ArrayInfo => ({
    dataType,
    shape: [4],
    chunkShape: [2],
    fillValue: zeroOf(dataType),
    codecs: [],
    attributes: {},
  });

  it.each([
    [ZARR_CODECS[2], "float32", ["bytes", "zstd"]],
    [ZARR_CODECS[3], "int8", ["bytes", "zstd"]],
    [ZARR_CODECS[3], "string", ["vlen-utf8", "zstd"]],
    [N5_CODECS, "uint16", ["bytes", "gzip"]],
  ] as const)("falls back on what every reader of %o has, for %s", (format, dataType, names) => {
    const { fallbackCodecs, isPortable } = codecChoices("auto", arrayOf(dataType), format);
    expect(fallbackCodecs.map(({ name }) => name)).toEqual(names);
    expect(fallbackCodecs.every(isPortable)).toBe(true);
  });

  it("knows what each format has", () => {
    const portable = (name: string) =>
      [ZARR_CODECS[2], ZARR_CODECS[3], N5_CODECS].map((format) =>
        codecChoices("auto", arrayOf("uint16"), format).isPortable({ name }),
      );
    expect(portable("blosc")).toEqual([true, true, true]);
    expect(portable("numcodecs.zlib")).toEqual([true, false, true]);
    expect(portable("transpose")).toEqual([false, true, false]);
    expect(portable("tiff.lzw")).toEqual([false, false, false]);
  });

  it("keeps little-endian elements from N5, but for single bytes", () => {
    const portable = (dataType: DataType, endian: string) =>
      codecChoices("auto", arrayOf(dataType), N5_CODECS).isPortable({
        name: "bytes",
        configuration: { endian },
      });
    expect([portable("uint16", "little"), portable("uint16", "big"), portable("uint8", "little")]).toEqual([
      false,
      true,
      true,
    ]);
  });
});
