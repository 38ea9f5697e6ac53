import { codecTable } from "@chunkwright/codecs";
import type { CodecSpec, JsonObject } from "@chunkwright/core";
import { describe, expect, it } from "vitest";
import { codecsOfV2, printCodecsV2 } from "../../src/v2/codecs.ts";
import type { ArrayDocumentV2 } from "../../src/v2/documents.ts";
import { parseDtype } from "../../src/v2/dtype.ts";
import { arrayInfo } from "../sample.ts";

function codecsOf(change: Partial<ArrayDocumentV2>, dtype = "<u2"): CodecSpec[] {
  const document: ArrayDocumentV2 = {
    zarr_format: 2,
    shape: [4, 6],
    chunks: [2, 3],
    dtype,
    compressor: null,
    fill_value: 0,
    order: "C",
    ...change,
  };
  return codecsOfV2(document, parseDtype(dtype, ".zarray"), codecTable, ".zarray");
}

describe("codecsOfV2()", () => {
  it.each<[number, string, string]>([
    [0, "<u2", "noshuffle"],
    [1, "<u2", "shuffle"],
    [2, "<u2", "bitshuffle"],
    [-1, "<u2", "shuffle"],
    [-1, "|u1", "bitshuffle"],
  ])("names blosc's shuffle %i of %s", (shuffle, dtype, name) => {
    const compressor: JsonObject = { id: "blosc", cname: "zstd", clevel: 3, shuffle, blocksize: 0 };
    expect(codecsOf({ compressor }, dtype)[1]?.configuration).toMatchObject({ shuffle: name });
  });

  it("gives zlib's default level its number", () => {
    expect(codecsOf({ compressor: { id: "gzip", level: -1 } })[1]).toEqual({
      name: "gzip",
      configuration: { level: 6 },
    });
  });

  it("shuffles by numcodecs' size of elements unless told, and by the array's where netCDF-C says 0", () => {
    const sizeOf = (filter: JsonObject) =>
      codecsOf({ filters: [{ id: "shuffle", ...filter }] })[1]?.configuration;
    expect(sizeOf({ elementsize: 0 })).toEqual({ elementsize: 2 });
    expect(sizeOf({ elementsize: 8 })).toEqual({ elementsize: 8 });
    expect(sizeOf({})).toEqual({ elementsize: 4 });
  });

  it.each(["pcodec", "zfpy"])("gives %s elements, behind filters of elements too", (id) => {
    const name = `numcodecs.${id}`;
    expect(codecsOf({ compressor: { id } })).toEqual([{ name }]);
    const filters = [{ id: "delta", dtype: "<u2" }];
    expect(codecsOf({ compressor: { id }, filters, order: "F" }).map((codec) => codec.name)).toEqual([
      "transpose",
      "numcodecs.delta",
      name,
    ]);
  });

  it("takes GDAL's lzma", () => {
    const [, codec] = codecsOf({ compressor: { id: "lzma", preset: 6, delta: 1 } });
    expect(codec).toEqual({ name: "numcodecs.lzma", configuration: { preset: 6 } });
  });

  it("puts the axes in Fortran order only where that differs", () => {
    expect(codecsOf({ order: "F" })[0]).toEqual({ name: "transpose", configuration: { order: [1, 0] } });
    expect(codecsOf({ order: "F", shape: [4], chunks: [2] })).toHaveLength(1);
  });

  it("lets the last filter of elements say the byte order", () => {
    const filters = [{ id: "delta", dtype: ">i4", astype: ">i2" }];
    expect(codecsOf({ filters }, ">i4").map(({ configuration }) => configuration?.endian)).toEqual([
      undefined,
      "big",
    ]);
  });

  it("follows the type of the elements through filters that change it", () => {
    const astype = { id: "astype", encode_dtype: ">i2", decode_dtype: "<f4" };
    expect(codecsOf({ filters: [astype] }, "<f4").map(({ name }) => name)).toEqual([
      "numcodecs.astype",
      "bytes",
    ]);
    expect(codecsOf({ filters: [astype] }, "<f4")[1]?.configuration).toEqual({ endian: "big" });
    expect(codecsOf({ filters: [{ id: "packbits" }] }, "|b1")[1]).toEqual({ name: "bytes" });
  });

  it("names crc32c by the place of its checksum", () => {
    const nameOf = (compressor: JsonObject) => codecsOf({ compressor })[1]?.name;
    expect(nameOf({ id: "crc32c", location: "end" })).toBe("crc32c");
    expect(nameOf({ id: "crc32c", location: "start" })).toBe("numcodecs.crc32c");
  });

  it.each<[string, readonly JsonObject[]]>([
    ["a filter of another type", [{ id: "delta", dtype: "<i4" }]],
    [
      "a filter of elements behind one of bytes",
      [
        { id: "shuffle", elementsize: 2 },
        { id: "delta", dtype: "<u2" },
      ],
    ],
  ])("refuses %s", (_, filters) => {
    expect(() => codecsOf({ filters })).toThrow(expect.objectContaining({ code: "unsupported" }));
  });
});

describe("printCodecsV2()", () => {
  it.each<[string, Partial<ArrayDocumentV2>]>([
    ["nothing", {}],
    ["Fortran order", { order: "F" }],
    ["a compressor", { compressor: { id: "zlib", level: 3 } }],
    ["zstd with a checksum", { compressor: { id: "zstd", level: 3, checksum: true } }],
    ["blosc", { compressor: { id: "blosc", cname: "lz4", clevel: 5, shuffle: 2, blocksize: 0 } }],
    ["a compressor of elements", { compressor: { id: "pcodec", level: 8 }, order: "F" }],
    ["filters alone", { filters: [{ id: "delta", dtype: "<u2", astype: "<u2" }] }],
    [
      "all of them",
      {
        order: "F",
        filters: [
          { id: "delta", dtype: "<u2", astype: "<u2" },
          { id: "shuffle", elementsize: 2 },
        ],
        compressor: { id: "gzip", level: 1 },
      },
    ],
  ])("gives back what codecsOfV2() was given: %s", (_, change) => {
    const printed = printCodecsV2(arrayInfo("uint16", codecsOf(change)), codecTable, ".zarray");
    expect(printed).toEqual({ dtype: "<u2", order: "C", filters: null, compressor: null, ...change });
  });
});
