import { deflateSync } from "node:zlib";
import { type ByteSource, type ChunkCoder, fileOfBytes, type LocatedChunkSource } from "@chunkwright/core";
import { describe, expect, test } from "vitest";
import { openTiff } from "../../src/index.ts";
import { fixture } from "../fixtures.ts";
import { type Field, imageFields, LONG, SHORT, tiffBytes, without } from "../tiff-bytes.ts";

const PIXELS = [1, 2, 3, 4, 5, 6];

/** The image of a file with `fields` in its only IFD. */
async function sourceOf(
  fields: readonly Field[],
  data: readonly number[] = PIXELS,
): Promise<LocatedChunkSource> {
  const file = await openTiff(fileOfBytes(tiffBytes({ data, ifds: [fields] })));
  return (await file.ifd(0)).source();
}

async function fixtureSource(name: string): Promise<LocatedChunkSource> {
  return (await (await openTiff(fileOfBytes(fixture(name)), { name: `${name}.tif` })).ifd(0)).source();
}

describe("chunks of a TIFF image", () => {
  test("are tiles, full-size at the edges", async () => {
    const source = await fixtureSource("tiles-chunky-classic-le");
    expect(source.info).toEqual({
      dataType: "uint16",
      shape: [18, 33, 3],
      chunkShape: [16, 32, 3],
      fillValue: 0,
      codecs: [{ name: "bytes", configuration: { endian: "little" } }, { name: "numcodecs.zlib" }],
      dimensionNames: ["y", "x", "s"],
      attributes: {},
    });
    expect((await source.readEncodedChunk([1, 1, 0]))?.shape).toEqual([16, 32, 3]);
    await expect(source.readChunk([1, 2, 0])).rejects.toThrow(RangeError);
  });

  test("are old-style JPEG streams up to the end of the file where their length is not told", async () => {
    const fields = imageFields(3, 2, [
      [259, SHORT, [6]],
      [513, LONG, [8]],
    ]);
    const source = await sourceOf(fields);
    const { byteLength } = tiffBytes({ data: PIXELS, ifds: [fields] });
    expect(await source.locateChunk([0, 0])).toMatchObject({ offset: 8, length: byteLength - 8 });
  });

  test("are strips, the last as short as stored and padded when decoded", async () => {
    const source = await fixtureSource("uint16-strips-be");
    expect(source.info.chunkShape).toEqual([3, 5]);
    const encoded = await source.readEncodedChunk([2, 0]);
    expect(encoded).toMatchObject({
      shape: [1, 5],
      codecs: [{ name: "bytes", configuration: { endian: "big" } }],
    });
    expect(encoded?.bytes.byteLength).toBe(10);
    expect((await source.readChunk([2, 0]))?.shape).toEqual([3, 5]);
  });

  test("are located by name, offset and length", async () => {
    const source = await fixtureSource("strips-planar-classic-le");
    expect(source.info).toMatchObject({
      shape: [3, 11, 6],
      chunkShape: [1, 4, 6],
      dimensionNames: ["s", "y", "x"],
    });
    const first = await source.locateChunk([0, 0, 0]);
    const last = await source.locateChunk([2, 2, 0]);
    expect(first).toMatchObject({ key: "strips-planar-classic-le.tif", length: 24, shape: [1, 4, 6] });
    expect(last).toMatchObject({ length: 18, shape: [1, 3, 6] });
    expect(last?.offset).toBe((first?.offset ?? 0) + 2 * 66 + 48);
  });

  test("are undefined where nothing is stored, with GDAL_NODATA as the fill value", async () => {
    const source = await fixtureSource("sparse-nodata");
    expect(source.info.fillValue).toBe(-9);
    expect(await source.readChunk([0, 1])).toBeUndefined();
    expect(await source.locateChunk([0, 1])).toBeUndefined();
    expect(await source.readChunk([1, 1])).toBeDefined();
  });

  test("are one strip if RowsPerStrip is missing or beyond the image", async () => {
    const image = imageFields(3, 2);
    expect((await sourceOf(without(image, 278))).info.chunkShape).toEqual([2, 3]);
    const source = await sourceOf(imageFields(3, 2, [[278, LONG, [2 ** 32 - 1]]]));
    expect(source.info.chunkShape).toEqual([2, 3]);
    expect((await source.readChunk([0, 0]))?.data).toEqual(new Uint8Array(PIXELS));
  });

  test("need no byte counts without compression", async () => {
    const strips: readonly Field[] = [
      [273, LONG, [8, 11]],
      [278, SHORT, [1]],
    ];
    const source = await sourceOf(without(imageFields(3, 2, strips), 279));
    expect((await source.readChunk([1, 0]))?.data).toEqual(new Uint8Array([4, 5, 6]));
    const wrong = await sourceOf(imageFields(3, 2, [[279, LONG, [0]]]));
    expect((await wrong.readChunk([0, 0]))?.data).toEqual(new Uint8Array(PIXELS));
  });

  test("are read as far as the next one or the file goes where they are compressed and have no byte count", async () => {
    const data = [...deflateSync(new Uint8Array(PIXELS))];
    const source = await sourceOf(without(imageFields(3, 2, [[259, SHORT, [8]]]), 279), data);
    await expect(source.readChunk([0, 0])).resolves.toMatchObject({ data: new Uint8Array(PIXELS) });

    const rows = [PIXELS.slice(0, 3), PIXELS.slice(3)].map((row) => [...deflateSync(new Uint8Array(row))]);
    const strips: readonly Field[] = [
      [259, SHORT, [8]],
      [273, LONG, [8, 8 + rows[0]!.length]],
      [278, SHORT, [1]],
      [279, LONG, [rows[0]!.length]],
    ];
    for (const fields of [imageFields(3, 2, strips), without(imageFields(3, 2, strips), 279)]) {
      const inStrips = await sourceOf(fields, rows.flat());
      expect(await inStrips.locateChunk([0, 0])).toMatchObject({ length: rows[0]!.length });
      expect((await inStrips.readChunk([0, 0]))?.data).toEqual(new Uint8Array([1, 2, 3]));
      expect((await inStrips.readChunk([1, 0]))?.data).toEqual(new Uint8Array([4, 5, 6]));
    }
  });

  test("may store rows below the image, compressed or not", async () => {
    const strip = [1, 2, 3, 4];
    const deflated = [...deflateSync(new Uint8Array(strip))];
    for (const [compression, stored] of [
      [1, strip],
      [8, deflated],
    ] as const) {
      const strips: readonly Field[] = [
        [259, SHORT, [compression]],
        [273, LONG, [8, 8]],
        [278, SHORT, [2]],
        [279, LONG, [stored.length, stored.length]],
      ];
      const source = await sourceOf(imageFields(2, 3, strips), stored);
      expect((await source.readChunk([0, 0]))?.data).toEqual(new Uint8Array(strip));
      const last = await source.readChunk([1, 0]);
      expect(last?.shape).toEqual([2, 2]);
      expect([...(last?.data ?? [])].slice(0, 2)).toEqual([1, 2]);
    }
  });

  test("cannot be short of bytes", async () => {
    const strips: readonly Field[] = [
      [273, LONG, [8, 11]],
      [278, SHORT, [1]],
      [279, LONG, [3, 2]],
    ];
    const source = await sourceOf(imageFields(3, 2, strips));
    await expect(source.readChunk([1, 0])).rejects.toMatchObject({
      code: "invalid-data",
      message: "Cannot read chunk [1,0] of ifd/0: 2 bytes cannot stand for 3",
    });
  });

  test("cannot claim more than their bytes can stand for", async () => {
    const source = await sourceOf(
      imageFields(30_000, 30_000, [
        [259, SHORT, [8]],
        [279, LONG, [6]],
      ]),
    );
    await expect(source.readChunk([0, 0])).rejects.toThrow("6 bytes cannot stand for 900000000");
  });

  test("cannot lie outside the file or the tables", async () => {
    const outside = await sourceOf(imageFields(3, 2, [[273, LONG, [5_000]]]));
    await expect(outside.readChunk([0, 0])).rejects.toMatchObject({
      code: "invalid-data",
      context: { format: "tiff", offset: 5_000, section: "TIFF 6.0 §8" },
    });
    const missing = await sourceOf(
      imageFields(3, 2, [
        [278, SHORT, [1]],
        [279, LONG, [3]],
      ]),
    );
    await expect(missing.readChunk([1, 0])).rejects.toThrow("Cannot locate chunk 1: tag 273 has 1 entries");
  });

  test("may lie beyond 2 GiB", async () => {
    const offset = 4_294_967_200;
    const head = fileOfBytes(tiffBytes({ ifds: [imageFields(3, 2, [[273, LONG, [offset]]])] }));
    const reads: number[] = [];
    const file = await openTiff({
      size: offset + PIXELS.length,
      async read(from, length) {
        reads.push(from);
        if (from === offset) return new Uint8Array(PIXELS);
        const bytes = new Uint8Array(length);
        bytes.set(await head.read(from, Math.min(length, head.size - from)));
        return bytes;
      },
    });
    const chunk = await (await file.ifd(0)).source().readChunk([0, 0]);
    expect(chunk?.data).toEqual(new Uint8Array(PIXELS));
    expect(reads).toEqual([0, offset]);
  });

  test("name their index when a codec fails", async () => {
    const source = await sourceOf(imageFields(3, 2, [[259, SHORT, [8]]]));
    await expect(source.readChunk([0, 0])).rejects.toMatchObject({
      code: "codec",
      message: expect.stringMatching(/^Cannot read chunk \[0,0\] of ifd\/0: Cannot decode numcodecs.zlib: /),
      context: { codec: "numcodecs.zlib", direction: "decode", index: [0, 0] },
    });
  });

  test("are decoded by the coder that openTiff() was given", async () => {
    const coder = {
      decode: async () => Promise.reject(new RangeError("mine")),
    } satisfies Partial<ChunkCoder>;
    const bytes = tiffBytes({ data: PIXELS, ifds: [imageFields(3, 2)] });
    const file = await openTiff(fileOfBytes(bytes), { coder: coder as Partial<ChunkCoder> as ChunkCoder });
    await expect((await file.ifd(0)).source().readChunk([0, 0])).rejects.toThrow("mine");
  });
});

describe("source()", () => {
  test.each<[string, readonly Field[], string]>([
    ["compressions without a codec", [[259, SHORT, [48124]]], "its compression is 48124 (Jetraw)"],
    ["unknown compressions", [[259, SHORT, [12345]]], "its compression is 12345 (unknown)"],
    [
      "mixed bits",
      [
        [277, SHORT, [3]],
        [258, SHORT, [8, 8, 16]],
      ],
      "its samples have 8, 8, 16 bits",
    ],
    [
      "planes of mixed bits",
      [
        [277, SHORT, [3]],
        [258, SHORT, [5, 6, 5]],
        [284, SHORT, [2]],
      ],
      "its samples have 5, 6, 5 bits",
    ],
    [
      "predictors on words of mixed bits",
      [
        [277, SHORT, [3]],
        [258, SHORT, [5, 6, 5]],
        [259, SHORT, [8]],
        [317, SHORT, [2]],
      ],
      "predictor 2 on rgb565",
    ],
    [
      "mixed formats",
      [
        [277, SHORT, [2]],
        [339, SHORT, [1, 2]],
      ],
      "its samples have formats 1, 2",
    ],
    [
      "20-bit floats",
      [
        [258, SHORT, [20]],
        [339, SHORT, [3]],
      ],
      "its samples are 20-bit float",
    ],
    [
      "long complex integers",
      [
        [258, SHORT, [128]],
        [339, SHORT, [5]],
      ],
      "its samples are 128-bit complex integer",
    ],
    [
      "long packed signed integers",
      [
        [258, SHORT, [33]],
        [339, SHORT, [2]],
      ],
      "its samples are 33-bit signed",
    ],
    [
      "other predictors",
      [
        [259, SHORT, [8]],
        [317, SHORT, [34896]],
      ],
      "its predictor is 34896",
    ],
    [
      "predictor 3 on integers",
      [
        [259, SHORT, [8]],
        [317, SHORT, [3]],
      ],
      "predictor 3 on 8-bit uint8",
    ],
    [
      "subsampled chroma in planes",
      [
        [262, SHORT, [6]],
        [277, SHORT, [3]],
        [284, SHORT, [2]],
      ],
      "its chroma is subsampled 2 x 2",
    ],
    [
      "pictures of depth",
      [
        [259, SHORT, [34712]],
        [322, LONG, [16]],
        [323, LONG, [16]],
        [324, LONG, [8]],
        [32997, SHORT, [4]],
        [32998, SHORT, [2]],
      ],
      "compression 34712 with TileDepth 2",
    ],
    [
      "huge tiles",
      [
        [322, LONG, [65536]],
        [323, LONG, [65536]],
      ],
      "its chunks have 4294967296 bytes",
    ],
  ])("finds %s unsupported", async (_, changes, message) => {
    await expect(sourceOf(imageFields(3, 2, changes))).rejects.toMatchObject({
      code: "unsupported",
      message: expect.stringContaining(message),
    });
  });

  test.each<[string, readonly Field[], string]>([
    ["no pixels", imageFields(0, 2), "it is 0 x 2 pixels"],
    ["no width", without(imageFields(3, 2), 256), "it has no ImageWidth or ImageLength"],
    ["no offsets", without(imageFields(3, 2), 273), "it has no StripOffsets"],
    [
      "tiles of no rows",
      imageFields(3, 2, [
        [322, SHORT, [16]],
        [323, SHORT, [0]],
      ]),
      "its tiles are [0,16]",
    ],
    ["no bits", imageFields(3, 2, [[258, SHORT, [0]]]), "its pixels have no bits"],
    ["no samples", imageFields(3, 2, [[277, SHORT, [0]]]), "its pixels have no bits"],
    [
      "a third planar configuration",
      imageFields(1, 2, [
        [277, SHORT, [3]],
        [284, SHORT, [3]],
      ]),
      "is 3",
    ],
  ])("finds %s invalid", async (_, fields, message) => {
    await expect(sourceOf(fields)).rejects.toMatchObject({
      code: "invalid-data",
      message: expect.stringContaining(message),
    });
  });
});

describe("contiguousOffset()", () => {
  const offsetOf = async (fields: readonly Field[]) => {
    const file = await openTiff(fileOfBytes(tiffBytes({ data: PIXELS, ifds: [fields] })));
    return (await file.ifd(0)).contiguousOffset();
  };

  test("is where consecutive strips start", async () => {
    const strips: readonly Field[] = [
      [273, LONG, [8, 11]],
      [278, SHORT, [1]],
      [279, LONG, [3, 3]],
    ];
    expect(await offsetOf(imageFields(3, 2))).toBe(8);
    expect(await offsetOf(imageFields(3, 2, strips))).toBe(8);
  });

  test("is undefined for strips with gaps, compressed, packed or bit-reversed ones", async () => {
    const gap: readonly Field[] = [
      [273, LONG, [8, 12]],
      [278, SHORT, [1]],
      [279, LONG, [2, 2]],
    ];
    expect(await offsetOf(imageFields(2, 2, gap))).toBeUndefined();
    expect(await offsetOf(imageFields(3, 2, [[259, SHORT, [8]]]))).toBeUndefined();
    expect(await offsetOf(imageFields(3, 2, [[258, SHORT, [1]]]))).toBeUndefined();
    expect(await offsetOf(imageFields(3, 2, [[266, SHORT, [2]]]))).toBeUndefined();
    expect(await offsetOf(imageFields(3, 2, [[273, LONG, [0]]]))).toBeUndefined();
  });
});

describe("values of a size that nothing needs", () => {
  /** A file of nearly 2 GiB, of which only the front is in memory; the longest read that it was asked for. */
  function largeFile(fields: readonly Field[]) {
    const front = tiffBytes({ ifds: [fields] });
    const longest = { read: 0 };
    const file: ByteSource = {
      size: 2 ** 31 - 1,
      async read(offset, length) {
        longest.read = Math.max(longest.read, length);
        const bytes = new Uint8Array(Math.min(length, 2 ** 20));
        bytes.set(front.subarray(offset, offset + bytes.length));
        return bytes;
      },
    };
    return { file, longest };
  }
  const ENORMOUS = { count: 2 ** 30, offset: 2 ** 20 };

  test("are not read for the tables of JPEG", async () => {
    const { file, longest } = largeFile(
      imageFields(16, 16, [
        [259, SHORT, [7]],
        [347, 7, ENORMOUS],
      ]),
    );
    await expect((await openTiff(file)).ifd(0)).rejects.toMatchObject({
      code: "unsupported",
      message: "Cannot read tag 347: it has 1073741824 bytes",
    });
    expect(longest.read).toBeLessThanOrEqual(2 ** 20);
  });

  test("are not read for the number in GDAL_NODATA", async () => {
    const { file, longest } = largeFile(imageFields(16, 16, [[42113, 2, ENORMOUS]]));
    expect((await (await openTiff(file)).ifd(0)).noData).toBe("");
    expect(longest.read).toBeLessThanOrEqual(2 ** 20);
  });
});

test("an old-style JPEG stream begins at a byte", async () => {
  const fields = without(
    imageFields(16, 16, [
      [259, SHORT, [6]],
      [513, 12, [8.5]],
    ]),
    273,
    279,
  );
  const file = await openTiff(fileOfBytes(tiffBytes({ data: [0xff, 0xd8], ifds: [fields] })));
  await expect(file.ifd(0)).rejects.toMatchObject({
    code: "invalid-data",
    message: "Cannot read tag 513: it is 8.5, neither a place nor a length",
  });
});
