import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileOfBytes, readRegion } from "@chunkwright/core";
import { expect, test } from "vitest";
import { codecsOfFilters } from "../../src/chunk/filter-codecs.ts";
import { openHdf5 } from "../../src/index.ts";

const SHUFFLE = { id: 2, name: "", values: [4] };
const DEFLATE = { id: 1, name: "", values: [6] };
const FLETCHER32 = { id: 3, name: "", values: [] };

test("filters are codecs in their order, but for those that a mask leaves out", () => {
  const filters = [SHUFFLE, DEFLATE, FLETCHER32];
  const names = (mask: number) => codecsOfFilters(filters, 4, mask).map(({ name }) => name);
  expect(names(0)).toEqual(["numcodecs.shuffle", "numcodecs.zlib", "numcodecs.fletcher32"]);
  expect(names(2)).toEqual(["numcodecs.shuffle", "numcodecs.fletcher32"]);
  expect(names(2 ** 32 - 1)).toEqual([]);
});

test.each([
  [
    4,
    [141, 32, 16, 5],
    "hdf5.szip",
    { optionsMask: 141, pixelsPerBlock: 32, bitsPerPixel: 16, pixelsPerScanline: 5 },
  ],
  [5, [8, 0, 20, 1, 4, 1, 17, 4], "hdf5.nbit", { elementsize: 4, precision: 17, offset: 4, endian: "big" }],
  [
    6,
    [2, 0, 20, 0, 2, 1, 0, 1, 7],
    "hdf5.scaleoffset",
    { scaleType: "integer", scaleFactor: 0, elementsize: 2, endian: "little", fillValue: "0x0007" },
  ],
  [
    32001,
    [2, 2, 4, 80, 5, 2, 5],
    "blosc",
    { cname: "zstd", clevel: 5, shuffle: "bitshuffle", typesize: 4, blocksize: 0 },
  ],
  [32004, [1024], "hdf5.lz4", { blocksize: 1024 }],
  [32008, [0, 5, 4, 0, 2], "hdf5.bitshuffle", { elementsize: 4, blocksize: 0, compressor: "lz4" }],
  [
    32013,
    [0x10105111, 0x570667a, 0x30000206, 0xa700001],
    "hdf5.zfp",
    { header: "0x7a667005060200300100700a", endian: "little" },
  ],
  [
    32013,
    [0x500020, 0x7a667005, 0xf30f0000, 0xf083],
    "hdf5.zfp",
    { header: "0x7a667005f30f00000000f083", endian: "big" },
  ],
  [32026, [1, 5, 4, 80, 5, 1, 5], "hdf5.blosc2", { typesize: 4 }],
])("filter %i with %j is %s", (id, values, name, configuration) => {
  expect(codecsOfFilters([{ id, name: "", values }], 4, 0)).toEqual([{ name, configuration }]);
});

test("filters that are not known are codecs to be registered", () => {
  expect(codecsOfFilters([{ id: 32017, name: "sz", values: [1] }], 4, 0)).toEqual([
    { name: "hdf5.filter_32017", configuration: { name: "sz", values: [1] } },
  ]);
});

test("chunks behind such a filter are refused by its name", async () => {
  const path = join(import.meta.dirname, "../fixtures", "unknown-filter.hdf5");
  const { root } = await openHdf5(fileOfBytes(new Uint8Array(await readFile(path))));
  const data = await root.open("sz");
  if (data?.kind !== "array") throw new Error("No dataset");
  const refusal = { code: "unsupported", context: { feature: "filter 32017 (SZ)" } };
  await expect(data.readChunk([0, 0, 0])).rejects.toMatchObject(refusal);
  await expect(readRegion(data, { start: [0, 0, 0], shape: [1, 1, 1] })).rejects.toMatchObject(refusal);
});

test("parameters that are missing are an error", () => {
  expect(() => codecsOfFilters([{ id: 4, name: "", values: [1] }], 4, 0)).toThrow(
    "it has 1 parameters, not 4",
  );
});
