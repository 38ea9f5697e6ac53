import { inThreadCoder } from "@chunkwright/codecs";
import {
  type ArrayInfo,
  bytesOf,
  type Chunk,
  type ChunkSource,
  createChunk,
  filledChunk,
  isFixed,
  isLocated,
  type JsonObject,
  readRegion,
  writeArray,
} from "@chunkwright/core";
import { counting, lendingFile, writingCoder } from "@chunkwright/testkit";
import { describe, expect, it } from "vitest";
import {
  charactersAttribute,
  createHdf5,
  type Hdf5Dataset,
  type Hdf5Sink,
  metadataByteLength,
  numberAttribute,
  openHdf5,
  textAttribute,
} from "../../src/index.ts";
import { MemoryFile } from "./memory-file.ts";
import { arrayInfo, BIG, DATA_TYPES, LITTLE, PIPELINES, writeSample } from "./sample.ts";

/** The root of what `write` makes, read again. */
async function written(write: (sink: Hdf5Sink) => Promise<void>, reservedBytes = 0) {
  const file = new MemoryFile();
  const sink = createHdf5(file, { reservedBytes });
  await write(sink);
  await sink.close();
  return { ...(await openHdf5(file.source)), file };
}

async function datasetAt({ root }: Awaited<ReturnType<typeof written>>, path: string): Promise<Hdf5Dataset> {
  const found = await root.open(path);
  if (found?.kind !== "array") throw new Error(`no dataset ${path}`);
  return found;
}

function whole(source: ChunkSource): Promise<Chunk> {
  const { shape } = source.info;
  return readRegion(source, { start: shape.map(() => 0), shape });
}

/** Where the first chunk is. */
async function startOf(source: ChunkSource): Promise<number> {
  if (!isLocated(source)) throw new Error("its chunks have no place");
  return (await source.locateChunk([0, 0]))!.offset;
}

function comparable({ dataType, data }: Chunk): unknown {
  return isFixed(dataType) ? Buffer.from(bytesOf(data)).toString("hex") : data;
}

describe("createHdf5()", () => {
  it.each(DATA_TYPES)("writes %s through every filter, in both byte orders", async (dataType) => {
    const expected = new Map<string, unknown>();
    const file = await written(async (sink) => {
      for (const [name, filters] of Object.entries(PIPELINES)) {
        for (const endian of [LITTLE, BIG]) {
          const path = `${name}/${endian.configuration?.endian}`;
          const array = await sink.createArray(path, arrayInfo(dataType, { codecs: [endian, ...filters] }));
          expected.set(path, comparable(await writeSample(array)));
        }
      }
    });
    for (const [path, elements] of expected) {
      const source = await datasetAt(file, path);
      expect(source.info.dataType).toBe(dataType);
      expect(comparable(await whole(source)), path).toEqual(elements);
    }
  });

  it.each([
    ["chunked", [16, 16], PIPELINES.deflate ?? [], 4],
    ["contiguous", [8, 30], [], 0],
    ["compact", [20, 30], [], 0],
  ] as const)(
    "takes whole arrays and leaves them as they are, %s",
    async (layout, chunkShape, filters, calls) => {
      const elements = counting([20, 30]);
      const file = lendingFile(new MemoryFile());
      const coder = writingCoder(inThreadCoder, file);
      const sink = createHdf5(file, { coder });
      const codecs = [BIG, ...filters];
      const array = await sink.createArray(
        "data",
        arrayInfo("uint16", { shape: [20, 30], chunkShape, codecs }),
        { layout },
      );
      await writeArray(array, elements);
      await array.close();
      await sink.close();
      expect(elements).toEqual(counting([20, 30]));
      expect(coder.written + coder.refused).toBe(calls);
      const found = await (await openHdf5(file.source)).root.open("data");
      expect(found?.kind === "array" && (await whole(found))).toEqual(elements);
    },
  );

  it("tells readers the same of an array as its sink does", async () => {
    const infos: ArrayInfo[] = [];
    const wanted = arrayInfo("uint16", {
      codecs: [BIG, ...PIPELINES.fletcher32!],
      fillValue: 7,
      dimensionNames: ["y", null],
      attributes: { unit: "m", nested: { a: [1, "b"] } },
    });
    const file = await written(async (sink) => {
      const array = await sink.createArray("a/b", wanted);
      infos.push(array.info);
      await writeSample(array);
    });
    expect((await datasetAt(file, "a/b")).info).toEqual(infos[0]);
  });

  it.each([
    ["contiguous", [11, 13], [11, 13]],
    ["contiguous", [11, 13], [3, 13]],
    ["contiguous", [3, 4, 5], [1, 2, 5]],
    ["compact", [11, 13], [11, 13]],
    ["chunked", [11, 13], [11, 13]],
    ["chunked", [5, 7], [8, 8]],
    ["contiguous", [], []],
    ["compact", [], []],
    ["contiguous", [0, 3], [1, 3]],
    ["chunked", [0, 3], [2, 3]],
  ] as const)("writes %s data of [%j] from chunks of [%j]", async (layout, shape, chunkShape) => {
    let expected: Chunk | undefined;
    const file = await written(async (sink) => {
      const array = await sink.createArray("a", arrayInfo("int32", { shape, chunkShape }), { layout });
      expected = await writeSample(array);
    });
    expect((await whole(await datasetAt(file, "a"))).data).toEqual(expected?.data);
  });

  it.each(["contiguous", "compact", "chunked"] as const)("fills what nobody wrote, %s", async (layout) => {
    const info = arrayInfo("float32", { shape: [4, 3], chunkShape: [4, 3], fillValue: -1.5 });
    const file = await written(async (sink) => {
      await (await sink.createArray("a", info, { layout })).close();
    });
    expect((await whole(await datasetAt(file, "a"))).data).toEqual(filledChunk("float32", [4, 3], -1.5).data);
  });

  it("leaves chunks out that nobody wrote, and fills gaps of contiguous data", async () => {
    const isAbsent = ([y]: readonly number[]) => y === 1;
    const file = await written(async (sink) => {
      const info = arrayInfo("int16", { fillValue: 9, chunkShape: [4, 13] });
      await writeSample(await sink.createArray("chunked", info, { layout: "chunked" }), isAbsent);
      await writeSample(await sink.createArray("contiguous", info, { layout: "contiguous" }), isAbsent);
    });
    const chunked = await datasetAt(file, "chunked");
    expect(await chunked.readChunk([1, 0])).toBeUndefined();
    const { data } = await whole(chunked);
    expect([...(data as Int16Array).subarray(4 * 13, 8 * 13)]).toEqual(new Array(4 * 13).fill(9));
    expect((await whole(await datasetAt(file, "contiguous"))).data).toEqual(data);
  });

  it("writes elements of any length", async () => {
    const texts = arrayInfo("string", { codecs: [{ name: "vlen-utf8" }], fillValue: "none" });
    const bytes = arrayInfo("bytes", { codecs: [{ name: "vlen-bytes" }], chunkShape: [11, 13] });
    const expected: Chunk[] = [];
    const file = await written(async (sink) => {
      expected.push(await writeSample(await sink.createArray("texts", texts)));
      expected.push(await writeSample(await sink.createArray("bytes", bytes)));
      await (await sink.createArray("empty", texts)).close();
    });
    expect((await whole(await datasetAt(file, "texts"))).data).toEqual(expected[0]?.data);
    expect((await whole(await datasetAt(file, "bytes"))).data).toEqual(expected[1]?.data);
    const empty = await datasetAt(file, "empty");
    expect(empty.info.fillValue).toBe("none");
    expect(new Set((await whole(empty)).data as string[])).toEqual(new Set(["none"]));
  });

  it("writes elements of any kind as text of JSON, and knows them again", async () => {
    const elements = [{ a: [1, null] }, "text", "5", 5, null, "", ["\ud800"], true];
    const info = arrayInfo("json", {
      shape: [3, 4],
      chunkShape: [2, 4],
      codecs: [{ name: "numcodecs.json2" }],
      fillValue: { fill: 1 },
    });
    const chunk: Chunk = { dataType: "json", shape: [2, 4], data: elements };
    const file = await written(async (sink) => {
      const array = await sink.createArray("objects", info);
      await array.writeChunk([0, 0], chunk);
      await array.close();
      expect((await sink.reopen("objects").readChunk([0, 0]))?.data).toEqual(elements);
    });
    const objects = await datasetAt(file, "objects");
    expect(objects.info).toEqual({ ...info, chunkShape: objects.info.chunkShape });
    const filled = new Array(4).fill({ fill: 1 });
    expect((await whole(objects)).data).toEqual([...elements, ...filled]);
    expect((await objects.typedAttributes.get("_chunkwright")?.values())?.[0]).toBe(
      '{"dataType":{"name":"json"}}',
    );
  });

  it.each([
    ["int64", { name: "numpy.datetime64", configuration: { unit: "ns", scale_factor: 1 } }],
    ["int64", { name: "numpy.timedelta64", configuration: { unit: "s", scale_factor: 25 } }],
    ["r40", { name: "null_terminated_bytes", configuration: { length_bytes: 5 } }],
    ["r32", { name: "complex_float16" }],
    ["r16", { name: "bfloat16" }],
    ["r64", { name: "fixed_length_utf32", configuration: { length_bytes: 8 } }],
    ["int8", { name: "int4" }],
    [
      "r104",
      {
        name: "struct",
        configuration: {
          fields: [
            { name: "n", data_type: "int32" },
            { name: "x", data_type: "float64" },
            { name: "ok", data_type: "bool" },
          ],
        },
      },
    ],
  ] as const)("keeps that %s is %j", async (dataType, logicalType) => {
    const file = await written(async (sink) => {
      const info = { ...arrayInfo(dataType), logicalType };
      await writeSample(await sink.createArray("a", info));
    });
    expect((await datasetAt(file, "a")).info).toMatchObject({ dataType, logicalType });
  });

  it("writes attributes that read the same, whatever they hold", async () => {
    const attributes: JsonObject = {
      whole: 1,
      real: 2.5,
      negativeZero: -0,
      huge: 1e300,
      unsafe: 2 ** 60,
      text: "µm",
      empty: "",
      nul: "a\0b",
      surrogate: "\ud800",
      flag: true,
      flags: [true, false],
      nothing: null,
      list: [1, 2, 3],
      reals: [1, 2.5],
      matrix: [
        [1, 0],
        [0, 1],
      ],
      texts: ["a", "bc", ""],
      none: [],
      ragged: [[1], [2, 3]],
      mixed: [1, "a", null],
      object: { a: { b: [{}] } },
      "name with ü": "ü",
      "": "no name",
      "a\0b": 1,
      _chunkwright: "ours",
      long: "x".repeat(200_000),
      longList: Array.from({ length: 20_000 }, (_, i) => i),
    };
    const file = await written(async (sink) => {
      await sink.createGroup("", attributes);
      await (await sink.createArray("g/a", arrayInfo("uint8", { attributes }))).close();
    });
    expect(file.root.attributes).toEqual(attributes);
    expect((await datasetAt(file, "g/a")).info.attributes).toEqual(attributes);
  });

  it("writes attributes of any datatype, over those of JSON", async () => {
    const file = await written(async (sink) => {
      await sink.createGroup("g", { a: "text", b: 1 });
      sink.setAttribute("g", "a", numberAttribute("int32", Int32Array.of(1, -2)));
      sink.setAttribute("g", "version", charactersAttribute("5.5.0"));
      sink.setAttribute("g", "none", charactersAttribute(""));
      sink.setAttribute("new/group", "scalar", numberAttribute("float32", Float32Array.of(0.5), []));
      sink.setAttribute("new/group", "hidden", { ...textAttribute("document"), isHidden: true });
    });
    const group = await file.root.open("g");
    expect(group).toMatchObject({
      attributes: { a: [1, -2], b: 1, version: [..."5.5.0"], none: [""] },
    });
    const other = await file.root.open("new/group");
    expect(other).toMatchObject({ attributes: { scalar: 0.5 } });
    expect(await other?.typedAttributes.get("hidden")?.values()).toEqual(["document"]);
  });

  it("finds thousands of members by their names", async () => {
    const names = Array.from({ length: 3000 }, (_, i) => `group ${(i * 7919) % 3000} ß`);
    const file = await written(async (sink) => {
      for (const name of names) await sink.createGroup(`many/${name}`, { name });
    });
    const many = await file.root.open("many");
    const listed: string[] = [];
    if (many?.kind === "group") for await (const name of many.list()) listed.push(name);
    expect(listed.sort()).toEqual([...names].sort());
    expect(await file.root.open("many/group 1234 ß")).toMatchObject({ attributes: { name: "group 1234 ß" } });
  });

  it("takes chunks in any order, many at once", async () => {
    const info = arrayInfo("uint32", { shape: [70, 90], chunkShape: [1, 1], codecs: [LITTLE] });
    const file = await written(async (sink) => {
      const array = await sink.createArray("a", info);
      const indices = Array.from({ length: 6300 }, (_, i) => (i * 4001) % 6300);
      await Promise.all(
        indices.map((n) => {
          const chunk = createChunk("uint32", [1, 1]);
          chunk.data[0] = n;
          return array.writeChunk([Math.floor(n / 90), n % 90], chunk);
        }),
      );
      await array.close();
    });
    const { data } = await whole(await datasetAt(file, "a"));
    expect(data).toEqual(Uint32Array.from({ length: 6300 }, (_, i) => i));
  });

  it("stores encoded chunks as they are, with or without all filters", async () => {
    const codecs = [LITTLE, ...PIPELINES.shuffle!];
    const source = await written(async (sink) => {
      await writeSample(await sink.createArray("a", arrayInfo("uint16", { codecs })));
      await writeSample(await sink.createArray("plain", arrayInfo("uint16", { codecs: [LITTLE] })));
    });
    const [a, plain] = [await datasetAt(source, "a"), await datasetAt(source, "plain")];
    const file = await written(async (sink) => {
      const array = await sink.createArray("a", a.info);
      for (let y = 0; y < 3; y += 1) {
        for (let x = 0; x < 3; x += 1) {
          const from = (x + y) % 2 === 0 ? a : plain;
          await array.writeEncodedChunk([y, x], (await from.readEncodedChunk([y, x]))!);
        }
      }
      await array.close();
    });
    const copied = await datasetAt(file, "a");
    expect((await whole(copied)).data).toEqual((await whole(a)).data);
    expect((await copied.readEncodedChunk([0, 0]))?.bytes).toEqual((await a.readEncodedChunk([0, 0]))?.bytes);
    expect((await copied.readEncodedChunk([0, 1]))?.codecs).toEqual([LITTLE]);
  });

  it("lets an array be read before the file is complete", async () => {
    await written(async (sink) => {
      const array = await sink.createArray("a", arrayInfo("int16", { codecs: [BIG, ...PIPELINES.deflate!] }));
      expect(() => sink.reopen("a")).toThrow(/^Cannot read a: no array there has been closed$/);
      const { data } = await writeSample(array);
      const contiguous = await sink.createArray("b", arrayInfo("int16", { chunkShape: [4, 13] }), {
        layout: "contiguous",
      });
      await writeSample(contiguous);
      expect((await whole(sink.reopen("a"))).data).toEqual(data);
      expect((await whole(sink.reopen("b"))).data).toEqual(data);
    });
  });

  it("puts metadata at the front where there is room, chunks behind at a multiple of 4 KiB", async () => {
    const info = arrayInfo("uint8", { shape: [64, 64], chunkShape: [1, 1], codecs: [LITTLE] });
    const write = async (sink: Hdf5Sink) => void (await writeSample(await sink.createArray("a", info)));
    const front = await written(write, metadataByteLength([info]));
    const start = await startOf(await datasetAt(front, "a"));
    expect(start % 4096).toBe(0);
    expect(front.file.bytes.byteLength).toBe(start + 64 * 64);
    const cramped = await written(write, 100);
    expect(await startOf(await datasetAt(cramped, "a"))).toBe(4096);
    const { data } = await whole(await datasetAt(front, "a"));
    expect((await whole(await datasetAt(cramped, "a"))).data).toEqual(data);
  });

  it("writes the superblock last of all", async () => {
    const file = new MemoryFile();
    const sink = createHdf5(file);
    await writeSample(await sink.createArray("a", arrayInfo("int16")));
    await expect(openHdf5(file.source)).rejects.toMatchObject({ code: "invalid-data" });
    await sink.close();
    expect(file.isClosed).toBe(true);
    await expect(openHdf5(file.source)).resolves.toBeDefined();
  });

  it("refuses what HDF5 cannot say, and what makes no sense", async () => {
    const sink = createHdf5({ write: async () => {}, close: async () => {} });
    const create = (change: Partial<ArrayInfo>, layout?: "contiguous" | "compact" | "chunked") =>
      sink.createArray("x", arrayInfo("uint16", change), { layout });
    const unsupported = { code: "unsupported" };
    const gzip = { name: "gzip", configuration: { level: 1 } };
    const transpose = { name: "transpose", configuration: { order: [1, 0] } };
    await expect(create({ shape: [2 ** 28], chunkShape: [1] })).rejects.toMatchObject(unsupported);
    await expect(create({ codecs: [LITTLE, gzip] })).rejects.toMatchObject(unsupported);
    await expect(create({ codecs: [transpose, LITTLE] })).rejects.toMatchObject(unsupported);
    await expect(create({ shape: [2 ** 17, 2 ** 17], chunkShape: [2 ** 17, 2 ** 17] })).rejects.toMatchObject(
      unsupported,
    );
    await expect(create({ codecs: [LITTLE, ...PIPELINES.deflate!] }, "contiguous")).rejects.toThrow(
      RangeError,
    );
    await expect(create({}, "contiguous")).rejects.toThrow(/chunks of \[4,5\] are not contiguous/);
    await expect(create({ shape: [], chunkShape: [] }, "chunked")).rejects.toThrow(/it has no axes/);
    await expect(create({ shape: [40000], chunkShape: [40000] }, "compact")).rejects.toThrow(
      /80000 bytes do not fit/,
    );
    await expect(sink.createArray("", arrayInfo("int8"))).rejects.toMatchObject(unsupported);
    await expect(sink.createArray("a//b", arrayInfo("int8"))).rejects.toMatchObject({ code: "invalid-data" });
    await sink.createArray("a", arrayInfo("int8"));
    await expect(sink.createArray("a", arrayInfo("int8"))).rejects.toMatchObject({ code: "exists" });
    await expect(sink.createGroup("a/b", {})).rejects.toThrow(/^Cannot create a\/b: a is an array$/);
    await sink.createGroup("g/h", {});
    await expect(sink.createArray("g", arrayInfo("int8"))).rejects.toThrow(/it is a group already/);
    await expect(sink.close()).rejects.toThrow(/^Cannot close the file: array a is still open$/);
    const closed = await sink.createArray("c", arrayInfo("int8"));
    await closed.close();
    expect(() => sink.reopen("c")).toThrow(/the file is for writing only/);
  });

  it("refuses names that HDF5 does not allow", () => {
    const sink = createHdf5(new MemoryFile());
    for (const name of ["", "a\0b", "_chunkwright"]) {
      expect(() => sink.setAttribute("", name, textAttribute("a"))).toThrow(RangeError);
    }
  });
});
