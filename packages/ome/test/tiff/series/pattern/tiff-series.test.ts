import { filledChunk, isLocated, type ReadableStore, readRegion, StorageError } from "@chunkwright/core";
import { memoryStore } from "@chunkwright/stores/memory";
import { createTiff, openTiff } from "@chunkwright/tiff";
import { describe, expect, it } from "vitest";
import { readTiffSeries, type SeriesStore } from "../../../../src/index.ts";

interface TinyFile {
  readonly shape?: readonly [number, number];
  readonly rows?: number;
  readonly dataType?: "uint8" | "uint16";
  readonly value?: number;
  readonly pages?: number;
}

/** A TIFF all of whose elements are `value`. */
async function tiff({ shape = [4, 6], rows = 4, dataType = "uint16", value = 1, pages = 1 }: TinyFile = {}) {
  let bytes = new Uint8Array(0);
  const file = {
    async write(offset: number, part: Uint8Array) {
      const longer = new Uint8Array(Math.max(bytes.length, offset + part.length));
      longer.set(bytes);
      longer.set(part, offset);
      bytes = longer;
    },
    async close() {},
  };
  const codecs = [
    { name: "bytes", configuration: { endian: "little" } },
    { name: "numcodecs.zlib", configuration: { level: 1 } },
  ];
  const info = {
    dataType,
    shape,
    chunkShape: [rows, shape[1]],
    fillValue: 0,
    codecs,
    attributes: {},
  } as const;
  const written = createTiff(
    file,
    Array.from({ length: pages }, () => ({ info, strips: true })),
  );
  for (const { sink } of written.images) {
    for (let row = 0; row < Math.ceil(shape[0] / rows); row += 1) {
      await sink.writeChunk([row, 0], filledChunk(dataType, [rows, shape[1]], value));
    }
    await sink.close();
  }
  await written.close();
  return bytes;
}

async function storeOf(files: Readonly<Record<string, TinyFile>>) {
  const store = memoryStore();
  for (const [name, file] of Object.entries(files)) await store.set(name, await tiff(file));
  const read: string[] = [];
  const recorded: SeriesStore = {
    get: (key, options) => store.get(key, options),
    getRange(key, range, options) {
      if (!read.includes(key)) read.push(key);
      return store.getRange(key, range, options);
    },
    size: (key, options) => store.size(key, options),
    list: (prefix, options) => store.list(prefix, options),
  };
  return { store: recorded, read };
}

const NUMBERED = { "a_t1.tif": { value: 1 }, "a_t2.tif": { value: 2 }, "a_t3.tif": { value: 3 } };

async function elements(pattern: string, files: Readonly<Record<string, TinyFile>>) {
  const { store } = await storeOf(files);
  const { images } = await readTiffSeries(pattern, { store, openTiff });
  const { source } = images[0]!.levels[0];
  const { shape } = source.info;
  return { shape, data: (await readRegion(source, { start: shape.map(() => 0), shape })).data };
}

describe("readTiffSeries()", () => {
  it("opens only the first file, and others as their chunks are read", async () => {
    const { store, read } = await storeOf(NUMBERED);
    const { images } = await readTiffSeries("a_t{t}.tif", { store, openTiff });
    expect(read).toEqual(["a_t1.tif"]);
    const { source } = images[0]!.levels[0];
    expect((await source.readChunk([2, 0, 0]))?.data[0]).toBe(3);
    expect(read).toEqual(["a_t1.tif", "a_t3.tif"]);
  });

  it("says where workers find the files that they read chunks of", async () => {
    const { store } = await storeOf(NUMBERED);
    const originOf = async (key: string) => {
      const size = await store.size(key);
      return size === undefined
        ? undefined
        : ({ kind: "file", path: `/${key}`, size, version: "1" } as const);
    };
    const { images } = await readTiffSeries("a_t{t}.tif", { store: { ...store, originOf }, openTiff });
    const { source } = images[0]!.levels[0];
    const plan = isLocated(source) ? await source.planChunk?.([1, 0, 0]) : undefined;
    expect(plan?.store.origin).toMatchObject({ kind: "file", path: "/a_t2.tif" });
  });

  it("hands out the encoded chunks of the files", async () => {
    const { store } = await storeOf(NUMBERED);
    const { images } = await readTiffSeries("a_t{t}.tif", { store, openTiff });
    const encoded = await images[0]!.levels[0].source.readEncodedChunk([1, 0, 0]);
    expect(encoded).toMatchObject({
      shape: [1, 4, 6],
      codecs: [{ name: "bytes" }, { name: "numcodecs.zlib" }],
    });
  });

  it("reads missing files as absent chunks, and tells how many there are", async () => {
    const { store } = await storeOf({ ...NUMBERED, "a_t5.tif": {} });
    const { images, unread, warnings } = await readTiffSeries("a_t{t}.tif", { store, openTiff });
    expect(await images[0]!.levels[0].source.readChunk([3, 0, 0])).toBeUndefined();
    expect(warnings).toEqual(['Cannot find 1 of the 5 files of image "a", read as its fill value: t=4']);
    expect(unread).toMatchObject([{ path: "a", error: { code: "not-found" } }]);
  });

  it.each([
    [
      "another shape",
      { shape: [4, 7] },
      "a_t2.tif with a_t1.tif: it is uint16 [1,4,7], the other uint16 [1,4,6]",
    ],
    ["more slices", { pages: 2 }, "a_t2.tif with other files: it has an axis z, which the first file lacks"],
    [
      "another type",
      { dataType: "uint8" },
      "a_t2.tif with a_t1.tif: it is uint8 [1,4,6], the other uint16 [1,4,6]",
    ],
  ] as const)("names both files where one has %s", async (_, file, message) => {
    const read = elements("a_t{t}.tif", { "a_t1.tif": {}, "a_t2.tif": file });
    await expect(read).rejects.toMatchObject({
      code: "invalid-data",
      message: expect.stringContaining(message),
    });
  });

  it("joins files whose strips differ", async () => {
    const { shape, data } = await elements("a{t}.tif", {
      "a1.tif": { value: 7 },
      "a2.tif": { rows: 2, value: 8 },
    });
    expect(shape).toEqual([2, 4, 6]);
    expect([data[0], data[24], data[47]]).toEqual([7, 8, 8]);
  });

  it("joins tiles whose last strip is shorter", async () => {
    const shape = [5, 6] as const;
    const files = { "y0.tif": { shape, rows: 3, value: 1 }, "y1.tif": { shape, rows: 3, value: 2 } };
    const { shape: joined, data } = await elements("y{y}.tif", files);
    expect(joined).toEqual([10, 6]);
    expect([data[29], data[30], data[59]]).toEqual([1, 2, 2]);
  });

  it("names the file whose chunk is damaged", async () => {
    const { store } = await storeOf(NUMBERED);
    const damaged: SeriesStore = {
      ...store,
      async getRange(key, range, options) {
        const bytes = await store.getRange(key, range, options);
        return key === "a_t2.tif" && "offset" in range && range.length < 64 ? bytes?.fill(255) : bytes;
      },
    };
    const { images } = await readTiffSeries("a_t{t}.tif", { store: damaged, openTiff });
    const { source } = images[0]!.levels[0];
    const read = readRegion(source, { start: [0, 0, 0], shape: source.info.shape });
    await expect(read).rejects.toThrow(/a_t2\.tif/);
  });

  it("refuses two files in one place, and patterns that match none", async () => {
    await expect(elements("a{t}.tif", { "a1.tif": {}, "a01.tif": {} })).rejects.toThrow(
      "a01.tif and a1.tif have the same place",
    );
    await expect(elements("b{t}.tif", { "a1.tif": {} })).rejects.toMatchObject({ code: "not-found" });
  });

  it("matches names whether they are stored in composed form or not", async () => {
    const files = { "pre\u0301_t1.tif": {}, "pr\u00e9_t2.tif": {} };
    for (const pattern of ["pr\u00e9_t{t}.tif", "pre\u0301_t{t}.tif"]) {
      expect((await elements(pattern, files)).shape).toEqual([2, 4, 6]);
    }
    const channels = { "a_e\u0301.tif": {}, "a_o\u0308.tif": {} };
    expect((await elements("a_{c:o\u0308,\u00e9}.tif", channels)).shape).toEqual([2, 4, 6]);
  });

  describe("where nothing lists files", () => {
    async function unlisted(pattern: string) {
      const { store, read } = await storeOf(NUMBERED);
      const { get, getRange, size } = store;
      const bare: ReadableStore = { get, getRange, size };
      return { read, collection: await readTiffSeries(pattern, { store: bare, openTiff }) };
    }

    it("takes the names that the pattern lists", async () => {
      const { collection, read } = await unlisted("a_t{t:1-4}.tif");
      const { source } = collection.images[0]!.levels[0];
      expect(source.info.shape).toEqual([4, 4, 6]);
      expect(read).toEqual(["a_t1.tif"]);
      expect((await source.readChunk([2, 0, 0]))?.data[0]).toBe(3);
      await expect(source.readChunk([3, 0, 0])).rejects.toMatchObject({ code: "not-found" });
    });

    it("refuses more files than there can be", async () => {
      const listed = unlisted("a_t{t:0-9999}_z{z:0-9999}.tif");
      await expect(listed).rejects.toMatchObject({ code: "invalid-data" });
    });

    it("does not take long over separators", async () => {
      const listed = unlisted(`${"_".repeat(4000)}!{t:0-1}.tif`);
      await expect(listed).rejects.toMatchObject({ code: "not-found" });
    }, 2000);

    it.each(["a_t{t}.tif", "*_t{t:1-3}.tif"])("refuses %s", async (pattern) => {
      await expect(unlisted(pattern)).rejects.toMatchObject({ code: "unsupported" });
    });
  });

  it("refuses a position that is listed and has no file", async () => {
    await expect(elements("{p:a,b}{t}.tif", { "a1.tif": {} })).rejects.toThrow("at p=b");
  });

  it("refuses more places than any instrument fills", async () => {
    const read = elements("a_t{t:0-9999}_z{z:0-9999}.tif", { "a_t1_z1.tif": {} });
    await expect(read).rejects.toBeInstanceOf(StorageError);
  });

  it("refuses files that are no TIFF, by their name", async () => {
    const store = memoryStore();
    await store.set("a1.tif", new Uint8Array(100));
    await expect(readTiffSeries("a{t}.tif", { store, openTiff })).rejects.toThrow("Cannot read a1.tif");
  });
});
