import { inThreadCoder, validateCodecs } from "@chunkwright/codecs";
import type { Chunk, CodecSpec, Json, JsonObject } from "@chunkwright/core";
import { describe, expect, test } from "vitest";

const LITTLE = { name: "bytes", configuration: { endian: "little" } };

async function encodeCast(values: readonly number[], configuration: JsonObject): Promise<unknown> {
  const chunk = { dataType: "float64", shape: [values.length], data: Float64Array.from(values) } as const;
  const codecs = [{ name: "cast_value", configuration }, LITTLE];
  const encoded = await inThreadCoder.encode(chunk, codecs);
  const dataType = configuration.data_type === "int64" ? "int64" : "int8";
  const { data } = await inThreadCoder.decode({ ...encoded, dataType, codecs: [LITTLE] });
  return Array.from<unknown>(data);
}

describe("cast_value", () => {
  const values = [-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 0.49999999999999994];

  test.each([
    ["nearest-even", [-2, -2, 0, 0, 2, 2, 0]],
    ["towards-zero", [-2, -1, 0, 0, 1, 2, 0]],
    ["towards-positive", [-2, -1, 0, 1, 2, 3, 1]],
    ["towards-negative", [-3, -2, -1, 0, 1, 2, 0]],
    ["nearest-away", [-3, -2, -1, 1, 2, 3, 0]],
  ])("rounds %s", async (rounding, expected) => {
    expect(await encodeCast(values, { data_type: "int8", rounding })).toEqual(expected);
  });

  test.each([
    [
      "clamp",
      "int8",
      [128, -129, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
      [127, -128, 127, -128],
    ],
    ["wrap", "int8", [128, -129, 300, 2 ** 60 + 256], [-128, 127, 44, 0]],
    ["clamp", "int64", [2 ** 63, -(2 ** 70)], [2n ** 63n - 1n, -(2n ** 63n)]],
    ["wrap", "int64", [2 ** 63, 2 ** 64 + 4096], [-(2n ** 63n), 4096n]],
  ])("can %s what is out of range of %s", async (out_of_range, data_type, given, expected) => {
    expect(await encodeCast(given, { data_type, out_of_range })).toEqual(expected);
  });

  test.each([
    ["what is out of range", [128], {}],
    ["NaN", [Number.NaN], { out_of_range: "clamp" }],
    ["infinity where values wrap", [Number.POSITIVE_INFINITY], { out_of_range: "wrap" }],
  ])("refuses %s", async (_name, given, options) => {
    await expect(encodeCast(given, { data_type: "int8", ...options })).rejects.toMatchObject({
      code: "codec",
    });
  });

  test.each([
    ["a type that is none", { data_type: "int5" }, "invalid-data"],
    ["bool", { data_type: "bool" }, "invalid-data"],
    ["floats that wrap", { data_type: "float16", out_of_range: "wrap" }, "invalid-data"],
    ["a map of something else", { data_type: "uint8", scalar_map: { encode: [[1]] } }, "invalid-data"],
    ["an option not known", { data_type: "uint8", ceiling: 1 }, "unsupported"],
  ])("does not take %s", (_name, configuration, code) => {
    const codecs = [{ name: "cast_value", configuration }, { name: "bytes" }];
    expect(() => validateCodecs(codecs, { dataType: "float32", shape: [2] })).toThrow(
      expect.objectContaining({ code }),
    );
  });
});

describe("scale_offset", () => {
  test.each([
    ["integers that leave their type", [200], { scale: 2 }],
    ["integers that fall below it", [1], { offset: 2 }],
  ])("refuses %s", async (_name, values, configuration) => {
    const chunk = { dataType: "uint8", shape: [1], data: Uint8Array.from(values) } as const;
    const codecs = [{ name: "scale_offset", configuration }, { name: "bytes" }];
    await expect(inThreadCoder.encode(chunk, codecs)).rejects.toMatchObject({ code: "codec" });
  });

  test("refuses integers that are not multiples of the scale", async () => {
    const codecs = [{ name: "scale_offset", configuration: { scale: 2 } }, { name: "bytes" }];
    const encoded = { dataType: "uint8", shape: [1], codecs, bytes: Uint8Array.of(3) } as const;
    await expect(inThreadCoder.decode(encoded)).rejects.toThrow("3 is not a multiple of the scale, 2");
  });
});

describe("reshape", () => {
  test.each<[string, Json]>([
    ["a shape of another size", [5]],
    ["two axes left open", [-1, -1]],
    ["axes out of order", [[1], [0]]],
    ["an axis that is none", [[0, 1, 2]]],
    ["axes that lie elsewhere", [3, [1], 2, [0]]],
    ["joined axes behind a split of others", [2, [1]]],
    ["no list", 24],
  ])("refuses %s", (_name, shape) => {
    const codecs = [{ name: "reshape", configuration: { shape } }, { name: "bytes" }];
    expect(() => validateCodecs(codecs, { dataType: "uint8", shape: [4, 6] })).toThrow(
      expect.objectContaining({ code: "invalid-data" }),
    );
  });
});

describe("elements of variable length", () => {
  const encode = (chunk: Chunk, codec: CodecSpec) => inThreadCoder.encode(chunk, [codec]);

  test("are refused if the format cannot express them", async () => {
    const halves = { dataType: "string", shape: [1], data: ["\ud800"] } satisfies Chunk;
    await expect(encode(halves, { name: "vlen-utf8" })).rejects.toMatchObject({ code: "codec" });
    const infinite = { dataType: "json", shape: [1], data: [Number.POSITIVE_INFINITY] } satisfies Chunk;
    await expect(encode(infinite, { name: "numcodecs.json2" })).rejects.toThrow("JSON has no Infinity");
    const fraction = { dataType: "json", shape: [1], data: [[0.5]] } satisfies Chunk;
    const integers = { name: "numcodecs.vlen-array", configuration: { dtype: "<i4" } };
    await expect(encode(fraction, integers)).rejects.toThrow("0.5 is not a value of int32");
  });

  test("do not make decoders allocate by a stated count", async () => {
    const bytes = Uint8Array.of(255, 255, 255, 255, 0, 0, 0, 0);
    const chunk = {
      dataType: "string",
      shape: [2 ** 32 - 1],
      codecs: [{ name: "vlen-utf8" }],
      bytes,
    } as const;
    await expect(inThreadCoder.decode(chunk)).rejects.toThrow("end too early");
  });

  test("round-trip through checksums and compressors, without known sizes", async () => {
    const data = Array.from({ length: 5000 }, (_, i) => `${"cell ".repeat(i % 7)}${i}`);
    const codecs = ["vlen-utf8", "crc32c", "gzip", "numcodecs.lz4", "zstd"].map((name) => ({ name }));
    const encoded = await inThreadCoder.encode(
      { dataType: "string", shape: [50, 100], data: [...data] },
      codecs,
    );
    expect((await inThreadCoder.decode(encoded)).data).toEqual(data);
  });

  test("pickles are refused with the reason", () => {
    expect(() => validateCodecs([{ name: "numcodecs.pickle" }], { dataType: "json", shape: [1] })).toThrow(
      expect.objectContaining({ code: "unsupported", message: expect.stringContaining("runs the program") }),
    );
  });

  test("MessagePack and lists of numbers keep integers beyond 2^53", async () => {
    const bytes = Uint8Array.from([0x93, 0xcf, 1, 0, 0, 0, 0, 0, 0, 1, 0xa2, 0x7c, 0x4f, 0x91, 1]);
    const codecs = [{ name: "numcodecs.msgpack2" }];
    const chunk = await inThreadCoder.decode({ dataType: "json", shape: [1], codecs, bytes });
    expect(chunk.data).toEqual([2n ** 56n + 1n]);
    const lists = [{ name: "numcodecs.vlen-array", configuration: { dtype: "<i8" } }];
    const data = [[-(2n ** 63n), 1, 2n ** 53n + 1n]];
    const encoded = await inThreadCoder.encode({ dataType: "json", shape: [1], data }, lists);
    expect((await inThreadCoder.decode(encoded)).data).toEqual(data);
  });

  test.each([
    ["binary data", [0x91 + 2, 0xc4, 1, 7, 0xa2, 0x7c, 0x4f, 0x91, 1]],
    ["keys that are no strings", [0x93, 0x81, 1, 2, 0xa2, 0x7c, 0x4f, 0x91, 1]],
  ])("MessagePack with %s is unsupported", async (_name, bytes) => {
    const codecs = [{ name: "numcodecs.msgpack2" }];
    const chunk = { dataType: "json", shape: [1], codecs, bytes: Uint8Array.from(bytes) } as const;
    await expect(inThreadCoder.decode(chunk)).rejects.toMatchObject({ code: "unsupported" });
  });
});
