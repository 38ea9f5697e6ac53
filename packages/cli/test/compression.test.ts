import { isJsonObject } from "@chunkwright/core";
import { describe, expect, it } from "vitest";
import { type Compression, defaultCodecs, isPortableCodec, parseCompression } from "../src/compression.ts";
import { UsageError } from "../src/usage-error.ts";

const LITTLE = { name: "bytes", configuration: { endian: "little" } };

function codecs(compression: Compression, dataType: "uint8" | "uint16" | "complex64" = "uint16") {
  if (compression === "auto") throw new TypeError("The compression is auto");
  return compression(dataType);
}

describe("parseCompression()", () => {
  it("leaves the choice to the source for auto", () => {
    expect(parseCompression("auto", 3)).toBe("auto");
  });

  it("stores bytes alone for none, without an order where one byte is an element", () => {
    expect(codecs(parseCompression("none", 3))).toEqual([LITTLE]);
    expect(codecs(parseCompression("none", 3), "uint8")).toEqual([{ name: "bytes" }]);
  });

  it("takes levels, and has one where none is given", () => {
    const level = (text: string) => {
      const configuration = codecs(parseCompression(text, 2))[1]?.configuration;
      return isJsonObject(configuration) ? configuration.level : undefined;
    };
    expect(["zstd", "zstd:22", "zstd:-5"].map(level)).toEqual([3, 22, -5]);
    expect(["gzip", "gzip:0", "gzip:9"].map(level)).toEqual([6, 0, 9]);
    expect(["zlib", "zlib:1"].map(level)).toEqual([6, 1]);
  });

  it("completes blosc with what suits the data type", () => {
    expect(codecs(parseCompression("blosc", 3))[1]).toEqual({
      name: "blosc",
      configuration: { cname: "zstd", clevel: 5, shuffle: "shuffle", typesize: 2, blocksize: 0 },
    });
    expect(codecs(parseCompression("blosc:lz4:9", 3), "uint8")[1]?.configuration).toMatchObject({
      cname: "lz4",
      clevel: 9,
      shuffle: "noshuffle",
      typesize: 1,
    });
    expect(
      codecs(parseCompression("blosc:lz4hc:1:bitshuffle", 3), "complex64")[1]?.configuration,
    ).toMatchObject({
      cname: "lz4hc",
      clevel: 1,
      shuffle: "bitshuffle",
      typesize: 8,
    });
  });

  it.each([
    ["", /^Unknown compression ""/],
    ["snappy", /^Unknown compression "snappy": choose auto, none, zstd/],
    ["ZSTD", /^Unknown compression "ZSTD"/],
    ["auto:1", /^Too many parameters in compression "auto:1"$/],
    ["none:1", /^Too many parameters/],
    ["zstd:1:2", /^Too many parameters/],
    ["zstd:23", /^Level "23" in "zstd:23" is no whole number from -5 to 22$/],
    ["zstd:", /^Level "" in "zstd:"/],
    ["gzip:1.5", /^Level "1.5" in "gzip:1.5" is no whole number from 0 to 9$/],
    ["gzip:best", /^Level "best"/],
    ["zlib", /^Zarr v3 has no zlib codec: use gzip, or --zarr-version 2$/],
    ["blosc:snappy", /^Unknown blosc compressor "snappy"/],
    ["blosc:lz4:10", /^Level "10" in "blosc:lz4:10"/],
    ["blosc:lz4:5:both", /^Unknown blosc shuffle "both" .*noshuffle, shuffle, bitshuffle$/],
    ["blosc:lz4:5:shuffle:0", /^Too many parameters/],
  ])("rejects %j as a mistake on the command line", (text, message) => {
    expect(() => parseCompression(text, 3)).toThrow(UsageError);
    expect(() => parseCompression(text, 3)).toThrow(message);
  });
});

describe("defaultCodecs()", () => {
  it("compresses with zstd", () => {
    expect(defaultCodecs("float32").map(({ name }) => name)).toEqual(["bytes", "zstd"]);
  });

  it("has codecs that are portable in both versions", () => {
    for (const version of [2, 3] as const) {
      expect(defaultCodecs("int8").every((codec) => isPortableCodec(codec, version))).toBe(true);
    }
  });
});

describe("isPortableCodec()", () => {
  it("knows what each Zarr version has", () => {
    const portable = (name: string) => [isPortableCodec({ name }, 2), isPortableCodec({ name }, 3)];
    expect(portable("blosc")).toEqual([true, true]);
    expect(portable("numcodecs.zlib")).toEqual([true, false]);
    expect(portable("transpose")).toEqual([false, true]);
    expect(portable("tiff.lzw")).toEqual([false, false]);
  });
});
