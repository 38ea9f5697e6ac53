import { readdirSync, readFileSync } from "node:fs";
import {
  type Bytes,
  type ChunkSource,
  type DataType,
  elementCount,
  encodeBase64,
  type Json,
  readRegion,
} from "@chunkwright/core";
import { memoryStore } from "@chunkwright/stores/memory";
import { describe, expect, it } from "vitest";
import {
  createZarrArray,
  elementsOf,
  elementValues,
  openZarr,
  viewRecords,
  type ZarrArray,
} from "../../src/index.ts";
import { type Fixture, fixtureStore } from "../fixture.ts";

const FOLDER = new URL("../fixtures/types/", import.meta.url);
const FIXTURES = readdirSync(FOLDER).filter((file) => file.endsWith(".json"));

interface TypedArray {
  readonly path: string;
  readonly values: readonly unknown[];
  readonly fill?: unknown;
}

interface TypedFixture extends Omit<Fixture, "arrays"> {
  readonly arrays: readonly TypedArray[];
}

function readTyped(name: string): TypedFixture {
  return JSON.parse(readFileSync(new URL(name, FOLDER), "utf8")) as TypedFixture;
}

/** A value as the generator spells it. */
function plain(value: unknown): unknown {
  if (typeof value === "bigint") return String(value);
  if (value instanceof Uint8Array) return encodeBase64(value as Bytes);
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plain(member)]));
}

async function openArrayIn(fixture: Omit<Fixture, "arrays">, path: string): Promise<ZarrArray> {
  const node = await openZarr(fixtureStore(fixture), path);
  if (node?.kind !== "array") throw new Error(`${path} is not an array`);
  return node;
}

async function valuesIn(source: ChunkSource): Promise<unknown> {
  const { shape } = source.info;
  const chunk = await readRegion(source, { start: shape.map(() => 0), shape });
  return plain(elementValues(source.info, chunk));
}

describe.each(FIXTURES)("elementValues() over %s", (name) => {
  const fixture = readTyped(name);

  it.each(fixture.arrays.map((array) => [array.path, array] as const))("reads %s", async (path, array) => {
    const source = await openArrayIn(fixture, path);
    expect(await valuesIn(source)).toEqual(array.values);
    if (array.fill === undefined) return;
    const empty = await openArrayIn({ ...fixture, chunks: {} }, path);
    expect(await valuesIn(empty)).toEqual(new Array(elementCount(source.info.shape)).fill(array.fill));
  });

  it.each(
    fixture.arrays
      // Fields of several elements have become fields of a record, and nothing writes msgpack2.
      .filter(({ path }) => !["msgpack2", "mixed", "fortran"].includes(path))
      .map(({ path, values }) => [path, values] as const),
  )("writes %s", async (path, values) => {
    const source = await openArrayIn(fixture, path);
    const { shardShape: _, ...info } = source.info;
    const store = memoryStore();
    const whole = { ...info, chunkShape: info.shape };
    const sink = await createZarrArray(store, "", whole, { zarrFormat: source.zarrFormat });
    await sink.writeChunk([0], await readRegion(source, { start: [0], shape: info.shape }));
    await sink.close();
    const written = await openZarr(store);
    if (written?.kind !== "array") throw new Error("Nothing was written");
    expect(written.info).toEqual(whole);
    expect(await valuesIn(written)).toEqual(values);
  });
});

describe("viewRecords()", () => {
  const info = {
    dataType: "r72",
    logicalType: {
      name: "struct",
      configuration: {
        fields: [
          { name: "id", data_type: "uint8" },
          { name: "x", data_type: "float64" },
        ],
      },
    },
  } as const;
  const chunk = elementsOf(
    info,
    [2],
    [
      { id: 1, x: 0.5 },
      { id: 255, x: "NaN" },
    ],
  );

  it("shows records one by one and field by field", () => {
    const records = viewRecords(info, chunk);
    expect(records.length).toBe(2);
    expect(records.at(0)).toEqual({ id: 1, x: 0.5 });
    expect(records.columns.map(({ name, byteOffset, byteLength }) => [name, byteOffset, byteLength])).toEqual(
      [
        ["id", 0, 1],
        ["x", 1, 8],
      ],
    );
    expect(records.columns[1]?.values()).toEqual([0.5, Number.NaN]);
    expect(() => records.at(2)).toThrow(RangeError);
  });

  it("takes nothing but records of that type", () => {
    const numbers = { dataType: "uint8", shape: [1], data: new Uint8Array(1) } as const;
    expect(() => viewRecords(info, numbers)).toThrow(TypeError);
    expect(() => viewRecords({ dataType: "uint8" }, numbers)).toThrow(TypeError);
  });
});

it("openZarr() keeps 64-bit integers of a record's fill value exact", async () => {
  const fields = [
    { name: "a", data_type: "uint64" },
    { name: "b", data_type: "int8" },
  ];
  const text = `{
    "zarr_format": 3, "node_type": "array", "shape": [1],
    "data_type": { "name": "struct", "configuration": { "fields": ${JSON.stringify(fields)} } },
    "chunk_grid": { "name": "regular", "configuration": { "chunk_shape": [1] } },
    "chunk_key_encoding": "default", "codecs": ["bytes"],
    "fill_value": { "a": 18446744073709551615, "b": -1 }
  }`;
  const array = await openArrayIn({ documents: { "zarr.json": text }, chunks: {} }, "");
  expect(await valuesIn(array)).toEqual([{ a: "18446744073709551615", b: -1 }]);
});

describe("elementsOf()", () => {
  it.each<[DataType, string, Json]>([
    ["r64", "fixed_length_utf32", "abc"],
    ["r16", "null_terminated_bytes", "YWJj"],
    ["r24", "raw_bytes", "YWI="],
  ])("refuses what %s %s has no room for", (dataType, name, value) => {
    const configuration = { length_bytes: Number(dataType.slice(1)) / 8 };
    const info = { dataType, logicalType: { name, configuration } };
    expect(() => elementsOf(info, [1], [value])).toThrow(RangeError);
  });

  it.each<[DataType, string, Json]>([
    ["int8", "int4", 8],
    ["r8", "float8_e5m2fnuz", "Infinity"],
    ["r8", "float4_e2m1fn", "NaN"],
    ["r8", "float8_e8m0fnu", 0],
    ["r8", "float8_e4m3fn", 1000],
    ["int64", "numpy.datetime64", "yesterday"],
  ])("refuses values that %s %s has none of", (dataType, name, value) => {
    const configuration = name.startsWith("numpy") ? { unit: "s", scale_factor: 1 } : {};
    const info = { dataType, logicalType: { name, configuration } };
    expect(() => elementsOf(info, [1], [value])).toThrow(RangeError);
  });

  it.each<[string, number, number]>([
    ["bfloat16", 1.00390625, 1],
    ["bfloat16", 1.01171875, 1.015625],
    ["float8_e5m2", 61440, Number.POSITIVE_INFINITY],
    ["float8_e4m3fn", 2 ** -10, 0],
    ["float4_e2m1fn", 2.5, 2],
  ])("rounds for %s the number %d to %d, ties to even", (name, value, rounded) => {
    const info = { dataType: name === "bfloat16" ? "r16" : "r8", logicalType: { name } } as const;
    expect(elementValues(info, elementsOf(info, [1], [value]))).toEqual([rounded]);
  });

  it("wants as many values as elements", () => {
    expect(() => elementsOf({ dataType: "string" }, [2], ["a"])).toThrow(RangeError);
    expect(elementsOf({ dataType: "string" }, [2], ["a", "b"]).data).toEqual(["a", "b"]);
  });
});
