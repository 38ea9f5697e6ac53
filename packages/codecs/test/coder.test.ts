import { type CodecTable, codecTable, createCoder, inThreadCoder, validateCodecs } from "@chunkwright/codecs";
import {
  type Bytes,
  bytesOf,
  type Chunk,
  chunkOfPart,
  createChunk,
  type DataType,
  type EncodedChunk,
  readRegion,
} from "@chunkwright/core";
import { arraySource } from "@chunkwright/testkit";
import { describe, expect, test } from "vitest";

const LITTLE = { name: "bytes", configuration: { endian: "little" } };
const BIG = { name: "bytes", configuration: { endian: "big" } };

function encoded(bytes: Bytes, overrides: Partial<EncodedChunk> = {}): EncodedChunk {
  return { bytes, dataType: "uint16", shape: [2], codecs: [LITTLE], ...overrides };
}

function counting(dataType: DataType, shape: readonly number[]): Chunk {
  const chunk = createChunk(dataType, shape);
  const bytes = bytesOf(chunk.data);
  for (let i = 0; i < bytes.length; i += 1) bytes[i] = dataType === "bool" ? i & 1 : i & 255;
  return chunk;
}

describe("decode()", () => {
  test("reads little-endian and big-endian words", async () => {
    const little = await inThreadCoder.decode(encoded(Uint8Array.of(1, 0, 0, 1)));
    const big = await inThreadCoder.decode(encoded(Uint8Array.of(0, 1, 1, 0), { codecs: [BIG] }));
    expect(little).toEqual({ dataType: "uint16", shape: [2], data: Uint16Array.of(1, 256) });
    expect(big).toEqual(little);
  });

  test("takes bytes at any offset of their buffer", async () => {
    const bytes = Uint8Array.of(9, 0, 1, 1, 0).subarray(1);
    const { data } = await inThreadCoder.decode(encoded(bytes, { codecs: [BIG] }));
    expect(data).toEqual(Uint16Array.of(1, 256));
  });

  test("of an empty chunk returns no elements, of a 0-d chunk one", async () => {
    const empty = await inThreadCoder.decode(encoded(new Uint8Array(0), { shape: [3, 0] }));
    const scalar = await inThreadCoder.decode(encoded(Uint8Array.of(7, 0), { shape: [] }));
    expect(empty.data).toEqual(new Uint16Array(0));
    expect(scalar.data).toEqual(Uint16Array.of(7));
  });

  test.each([0, 3, 5])("of %i bytes instead of 4 is a codec error", async (byteLength) => {
    await expect(inThreadCoder.decode(encoded(new Uint8Array(byteLength)))).rejects.toMatchObject({
      code: "codec",
      message: `Cannot decode bytes: ${byteLength} bytes are stored, 4 were expected`,
      context: { codec: "bytes", direction: "decode" },
    });
  });

  test("of an unknown codec is unsupported", async () => {
    const codecs = [LITTLE, { name: "constructor" }];
    await expect(inThreadCoder.decode(encoded(new Uint8Array(4), { codecs }))).rejects.toMatchObject({
      code: "unsupported",
      context: { feature: "constructor" },
    });
  });

  test("of a chunk that is too large is refused before memory is allocated", async () => {
    await expect(
      inThreadCoder.decode(encoded(new Uint8Array(4), { shape: [2 ** 40, 2 ** 20] })),
    ).rejects.toMatchObject({ code: "invalid-data" });
    await expect(inThreadCoder.decode(encoded(new Uint8Array(4), { shape: [-1] }))).rejects.toThrow(
      RangeError,
    );
  });

  test("rejects with the signal's reason, unwrapped", async () => {
    const signal = AbortSignal.abort("enough");
    await expect(inThreadCoder.decode(encoded(new Uint8Array(4)), { signal })).rejects.toBe("enough");
  });
});

describe("encode() then decode()", () => {
  const dataTypes: readonly DataType[] = [
    "bool",
    "int8",
    "int16",
    "uint32",
    "int64",
    "uint64",
    "float16",
    "float32",
    "float64",
    "complex64",
    "complex128",
  ];
  test.each(dataTypes.flatMap((dataType) => [[dataType, LITTLE] as const, [dataType, BIG] as const]))(
    "gives %s back",
    async (dataType, codec) => {
      const bytes = await inThreadCoder.encode(counting(dataType, [3, 2]), [codec]);
      expect(await inThreadCoder.decode(bytes)).toEqual(counting(dataType, [3, 2]));
    },
  );

  test("swaps each half of a complex element separately", async () => {
    const { bytes } = await inThreadCoder.encode(counting("complex64", [1]), [BIG]);
    expect([...bytes]).toEqual([3, 2, 1, 0, 7, 6, 5, 4]);
  });

  test("rejects a chunk whose shape and data disagree", async () => {
    const chunk = { ...counting("uint16", [3]), shape: [4] } as Chunk;
    await expect(inThreadCoder.encode(chunk, [LITTLE])).rejects.toThrow(TypeError);
  });
});

describe("decodeInto()", () => {
  test.each([
    ["an ArrayBuffer", new ArrayBuffer(64)],
    ["a SharedArrayBuffer", new SharedArrayBuffer(64)],
  ])("fills a region of an array over %s, from the chunk's inside", async (_name, buffer) => {
    const chunk = await inThreadCoder.encode(counting("uint16", [3, 3]), [LITTLE]);
    const all = counting("uint16", [3, 3]).data;
    await inThreadCoder.decodeInto(chunk, {
      buffer,
      byteOffset: 4,
      shape: [4, 5],
      region: { start: [1, 2], shape: [2, 2] },
      chunkStart: [1, 1],
    });
    const target = [...new Uint16Array(buffer, 4, 20)];
    const expected = new Array(20).fill(0);
    for (const [to, from] of [
      [7, 4],
      [8, 5],
      [12, 7],
      [13, 8],
    ] as const) {
      expected[to] = all[from];
    }
    expect(target).toEqual(expected);
  });

  test.each([
    [
      "too little",
      new Uint8Array(8),
      { code: "codec", message: expect.stringContaining("8 bytes, 12 were") },
    ],
    ["too much", new Uint8Array(40), { code: "codec" }],
  ])("leaves the target alone where bytes decode to %s", async (_name, data, error) => {
    const zstd = { name: "zstd", configuration: { level: 1, checksum: false } };
    const chunk = { dataType: "uint8", shape: [data.length], data } as const;
    const { bytes } = await inThreadCoder.encode(chunk, [{ name: "bytes" }, zstd]);
    const other = { dataType: "uint16", shape: [6], codecs: [LITTLE, zstd], bytes } as const;
    const buffer = new Uint8Array(12).fill(7).buffer;
    const target = { buffer, byteOffset: 0, shape: [6], region: { start: [0], shape: [6] } };
    await expect(inThreadCoder.decodeInto(other, target)).rejects.toMatchObject(error);
    expect(new Uint8Array(buffer)).toEqual(new Uint8Array(12).fill(7));
  });

  test.each([
    ["a region outside the target", { region: { start: [3], shape: [2] } }],
    ["a region larger than the chunk", { region: { start: [0], shape: [3] } }],
    ["a chunk start that leaves too little", { chunkStart: [1] }],
    ["a misaligned target", { byteOffset: 1 }],
    ["a buffer that is too small", { shape: [100] }],
  ])("rejects %s with RangeError", async (_name, overrides) => {
    const target = {
      buffer: new ArrayBuffer(16),
      byteOffset: 0,
      shape: [4],
      region: { start: [0], shape: [2] },
      ...overrides,
    };
    await expect(inThreadCoder.decodeInto(encoded(new Uint8Array(4)), target)).rejects.toThrow(RangeError);
  });
});

describe("a shuffle before a compressor", () => {
  const pipelines = ["numcodecs.zlib", "gzip", "zstd", "numcodecs.lz4", "numcodecs.bz2"].flatMap((name) =>
    [[1], [2], [3], [8], [2, 4]].map((sizes) => [
      LITTLE,
      ...sizes.map((elementsize) => ({ name: "numcodecs.shuffle", configuration: { elementsize } })),
      { name },
    ]),
  );

  test("is undone while other chunks are decoded at the same time", async () => {
    const decoded = pipelines.map(async (codecs, i) => {
      const chunk = counting("uint16", [i + 1, 777]);
      const stored = await inThreadCoder.encode(structuredClone(chunk), codecs);
      const buffer = new ArrayBuffer(bytesOf(chunk.data).byteLength);
      const { shape } = chunk;
      await inThreadCoder.decodeInto(stored, {
        buffer,
        byteOffset: 0,
        shape,
        region: { start: [0, 0], shape },
      });
      expect(new Uint16Array(buffer)).toEqual(chunk.data);
      expect(await inThreadCoder.decode(stored)).toEqual(chunk);
    });
    await Promise.all(decoded);
  });

  test("is undone before a bitshuffle, too", async () => {
    const bitshuffle = { name: "hdf5.bitshuffle", configuration: { elementsize: 1 } };
    const chunk = counting("uint16", [10, 8]);
    const stored = await inThreadCoder.encode(structuredClone(chunk), [
      LITTLE,
      { name: "numcodecs.shuffle", configuration: { elementsize: 2 } },
      bitshuffle,
    ]);
    expect(await inThreadCoder.decode(stored)).toEqual(chunk);
  });

  test.each(pipelines)("is not blamed for missing bytes: %j %j %j", async (...codecs) => {
    const stored = await inThreadCoder.encode(counting("uint16", [3]), codecs);
    const failure = inThreadCoder.decode({ ...stored, shape: [4] });
    await expect(failure).rejects.toMatchObject({
      message: expect.stringContaining(`${codecs.at(-1)?.name}: it gave 6 bytes, 8 were`),
    });
  });
});

describe("a separate codec table", () => {
  const failing: CodecTable = new Map(codecTable).set("failing", {
    kind: "bytes-to-bytes",
    bind: (_configuration, decoded) => ({
      encoded: { ...decoded, minByteLength: 0 },
      decode: (bytes) => bytes.subarray(1),
      encode: () => Promise.reject(new Error("no paper")),
    }),
  });
  const codecs = [LITTLE, { name: "failing" }];

  test("names the codec that failed, and why", async () => {
    await expect(
      createCoder({ table: failing }).encode(counting("uint16", [2]), codecs),
    ).rejects.toMatchObject({
      code: "codec",
      message: "Cannot encode failing: no paper",
      context: { codec: "failing", direction: "encode" },
      cause: new Error("no paper"),
    });
  });

  test("reports a codec that returns too few bytes", async () => {
    await expect(
      createCoder({ table: failing }).decode(encoded(new Uint8Array(4), { codecs })),
    ).rejects.toMatchObject({ message: "Cannot decode failing: it gave 3 bytes, 4 were expected" });
  });
});

describe("validateCodecs()", () => {
  const array = { dataType: "uint16", shape: [2] } as const;

  test.each([
    ["an endianness that is none", [{ name: "bytes", configuration: { endian: "middle" } }], "invalid-data"],
    ["words without endianness", [{ name: "bytes" }], "invalid-data"],
    ["an option not known", [{ name: "bytes", configuration: { endian: "big", pad: 1 } }], "unsupported"],
    ["nothing that makes bytes", [], "invalid-data"],
    ["bytes twice", [LITTLE, LITTLE], "invalid-data"],
  ])("refuses %s", (_name, codecs, code) => {
    expect(() => validateCodecs(codecs, array)).toThrow(expect.objectContaining({ code }));
  });

  test("accepts one-byte elements without endianness", () => {
    validateCodecs([{ name: "bytes" }], { dataType: "uint8", shape: [2] });
  });
});

describe("encodePart()", () => {
  const PREDICTED = { name: "tiff.horizontal_differencing", configuration: { axis: -1 } };
  const FLOAT = { name: "tiff.float_predictor", configuration: { axis: -1 } };
  const ZLIB = { name: "numcodecs.zlib", configuration: { level: 1 } };
  const ZSTD = { name: "zstd", configuration: { level: 1 } };
  const SHUFFLE = { name: "numcodecs.shuffle" };
  const PAIRS = { name: "numcodecs.shuffle", configuration: { elementsize: 2 } };
  const part = (chunk: Chunk) => ({ chunk, region: { start: [2, 1], shape: [3, 40] } });

  test.each([
    ["uint8", [PREDICTED, LITTLE, ZLIB]],
    ["uint16", [PREDICTED, LITTLE, ZLIB]],
    ["uint32", [PREDICTED, BIG, ZSTD]],
    ["float64", [PREDICTED, LITTLE, { name: "gzip", configuration: { level: 9 } }]],
    ["float32", [FLOAT, ZLIB]],
    ["uint16", [{ name: "transpose", configuration: { order: [1, 0] } }, BIG, ZSTD, { name: "crc32c" }]],
    ["bool", [{ name: "packbits" }, ZLIB]],
    ["uint16", [LITTLE, { name: "numcodecs.lz4" }]],
    ["uint16", [PREDICTED, LITTLE, { name: "blosc" }]],
    ["uint16", [LITTLE, { name: "blosc", configuration: { cname: "zstd", shuffle: "bitshuffle" } }]],
    ["uint16", [BIG, { name: "blosc", configuration: { cname: "zlib" } }]],
    ["uint16", [LITTLE, SHUFFLE, ZLIB]],
    ["uint32", [PREDICTED, BIG, SHUFFLE, ZSTD, { name: "crc32c" }]],
    ["float64", [LITTLE, SHUFFLE, SHUFFLE, ZLIB]],
    ["uint8", [LITTLE, SHUFFLE, ZLIB]],
    ["uint16", [LITTLE, SHUFFLE]],
    ["uint16", [LITTLE]],
    ["r24", [{ name: "bytes" }, ZLIB]],
  ] as const)("of %s elements makes the chunk that encode() makes: %j", async (dataType, codecs) => {
    for (const shape of [
      [3, 40],
      [4, 43],
    ]) {
      const array = counting(dataType, [7, 50]);
      const before = bytesOf(array.data).slice();
      const whole = await inThreadCoder.encode(chunkOfPart(part(array), shape), codecs);
      expect(await inThreadCoder.encodePart?.(part(array), shape, codecs)).toEqual(whole);
      expect(bytesOf(array.data)).toEqual(before);
    }
  });

  test.each([
    [[PAIRS, ZLIB]],
    [[{ name: "numcodecs.shuffle", configuration: { elementsize: 3 } }, ZSTD, { name: "crc32c" }]],
    [[{ name: "numcodecs.shuffle", configuration: { elementsize: 4 } }, { name: "numcodecs.lz4" }, ZLIB]],
    [[{ name: "numcodecs.shuffle", configuration: { elementsize: 8 } }, PAIRS, ZLIB]],
  ])("gives %j the bytes that each would get by itself", async (codecs) => {
    const array = part(counting("uint16", [7, 50]));
    let { bytes } = await inThreadCoder.encode(chunkOfPart(array, [3, 40]), [LITTLE]);
    for (const codec of codecs) {
      const chunk = { dataType: "uint8", shape: [bytes.length], data: bytes.slice() } as const;
      ({ bytes } = await inThreadCoder.encode(chunk, [{ name: "bytes" }, codec]));
    }
    expect((await inThreadCoder.encodePart?.(array, [3, 40], [LITTLE, ...codecs]))?.bytes).toEqual(bytes);
  });

  test("encodes elements in shared memory", async () => {
    const array = counting("uint16", [7, 50]);
    const region = { start: [0, 0], shape: [7, 50] };
    const shared = part(await readRegion(arraySource(array, [7, 50]), region, { shared: true }));
    expect(bytesOf(shared.chunk.data).buffer).toBeInstanceOf(SharedArrayBuffer);
    const codecs = [PREDICTED, LITTLE, ZLIB];
    expect(await inThreadCoder.encodePart?.(shared, [3, 40], codecs)).toEqual(
      await inThreadCoder.encodePart?.(part(array), [3, 40], codecs),
    );
  });

  test.each([
    [[PREDICTED, LITTLE, ZLIB]],
    [[LITTLE, { name: "gzip", configuration: { level: 6 } }]],
    [[PREDICTED, BIG, ZSTD]],
    [[LITTLE, { name: "blosc" }]],
    [[LITTLE, SHUFFLE, ZLIB]],
  ])("hands what it encoded to %j to whoever takes it", async (codecs) => {
    const array = part(counting("uint16", [7, 50]));
    const taken: Bytes[] = [];
    const take = (transient: Bytes) => {
      taken.push(transient.slice());
      return Uint8Array.of(1, 2);
    };
    const encoded = await inThreadCoder.encodePart?.(array, [4, 43], codecs, { take });
    expect(encoded?.bytes).toEqual(Uint8Array.of(1, 2));
    expect(taken).toEqual([(await inThreadCoder.encodePart?.(array, [4, 43], codecs))?.bytes]);
  });

  test("does not pass bytes to `take` that another codec still needs", async () => {
    const array = part(counting("uint16", [7, 50]));
    const take = () => {
      throw new Error("nothing to take");
    };
    for (const codecs of [[LITTLE], [LITTLE, SHUFFLE], [LITTLE, ZLIB, { name: "crc32c" }]]) {
      expect(await inThreadCoder.encodePart?.(array, [3, 40], codecs, { take })).toEqual(
        await inThreadCoder.encodePart?.(array, [3, 40], codecs),
      );
    }
  });

  test("refuses a part that is larger than the chunk, and names the codec that fails", async () => {
    const array = counting("uint16", [7, 50]);
    await expect(inThreadCoder.encodePart?.(part(array), [3, 39], [LITTLE])).rejects.toThrow(RangeError);
    await expect(
      inThreadCoder.encodePart?.(part(array), [3, 40], [LITTLE, { name: "unheard-of" }]),
    ).rejects.toMatchObject({ code: "unsupported" });
  });
});
