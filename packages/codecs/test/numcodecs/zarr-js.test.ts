import { Blosc, GZip, LZ4, Zlib, Zstd } from "@chunkwright/codecs/numcodecs";
import { describe, expect, test } from "vitest";
import { addCodec, array, getCodec, MemoryStore, NestedArray, openArray } from "zarr";

for (const Codec of [Blosc, GZip, LZ4, Zlib, Zstd]) addCodec(Codec.codecId, () => Codec);

const CONFIGURATIONS = [
  { id: "blosc", cname: "zstd", clevel: 1, shuffle: 2, blocksize: 0 },
  { id: "gzip", level: 1 },
  { id: "lz4", acceleration: 1 },
  { id: "zlib", level: 1 },
  { id: "zstd", level: 1 },
] as const;

describe.each(CONFIGURATIONS)("zarr.js with our $id", (compressor) => {
  test("finds our codec", async () => {
    const Codec = [Blosc, GZip, LZ4, Zlib, Zstd].find(({ codecId }) => codecId === compressor.id);
    expect(await getCodec(compressor)).toBeInstanceOf(Codec);
  });

  test("reads what it wrote", async () => {
    const store = new MemoryStore();
    const values = Int32Array.from({ length: 60 }, (_, i) => i * i);
    const data = new NestedArray(values, [6, 10]);
    await array(data, { store, path: "a", chunks: [4, 4], dtype: "<i4", compressor: { ...compressor } });
    const reopened = await openArray({ store, path: "a", mode: "r" });
    const { data: read } = await reopened.getRaw(null);
    expect(Array.from(read)).toEqual(Array.from(values));
  });
});
