import { inThreadCoder } from "@chunkwright/codecs";
import { registerCodecs, type ZarritaCodec, type ZarritaCodecEntry } from "@chunkwright/codecs/zarrita";
import type { Chunk, CodecSpec, DataType } from "@chunkwright/core";
import { describe, expect, test } from "vitest";
import { create, get, registry, root, set } from "zarrita";
import { mapStore } from "./hierarchy-fixture.ts";

registerCodecs(registry);

const SHAPE = [3, 4, 2];
const LITTLE: CodecSpec = { name: "bytes", configuration: { endian: "little" } };
const transpose = (...order: number[]): CodecSpec => ({ name: "transpose", configuration: { order } });
const delta = (dtype: string, astype = dtype): CodecSpec => ({
  name: "numcodecs.delta",
  configuration: { dtype, astype },
});

const pipelines: readonly { readonly dataType: DataType; readonly codecs: readonly CodecSpec[] }[] = [
  { dataType: "int32", codecs: [delta("<i4"), LITTLE] },
  { dataType: "int32", codecs: [delta("<i4", "<i2"), LITTLE] },
  { dataType: "float64", codecs: [delta("<f8"), LITTLE] },
  { dataType: "int64", codecs: [delta("<i8"), LITTLE] },
  { dataType: "uint16", codecs: [transpose(2, 0, 1), delta("<u2"), LITTLE] },
  { dataType: "uint16", codecs: [delta("<u2"), transpose(2, 0, 1), LITTLE] },
  {
    dataType: "uint8",
    codecs: [{ name: "tiff.horizontal_differencing", configuration: { axis: -2 } }, LITTLE],
  },
  { dataType: "float32", codecs: [{ name: "tiff.float_predictor", configuration: { axis: -1 } }] },
  { dataType: "float32", codecs: [transpose(1, 2, 0), { name: "tiff.float_predictor" }] },
];

describe.each(pipelines)("$dataType by $codecs", ({ dataType, codecs }) => {
  const names = codecs.map(({ name }) => name).join(", ");

  test(`zarrita writes with ${names} the bytes that our coder writes`, async () => {
    const { store, whole } = await written(dataType, codecs);
    const { bytes } = await inThreadCoder.encode({ ...whole, data: whole.data.slice() } as Chunk, codecs);
    expect(store.map.get("/array/c/0/0/0")).toEqual(bytes);
  });

  test(`zarrita reads with ${names} what was written`, async () => {
    const { array, whole } = await written(dataType, codecs);
    for (const i of [0, 5, 13, 23]) {
      expect(await get(array, [Math.floor(i / 8), Math.floor(i / 2) % 4, i % 2])).toBe(whole.data[i]);
    }
  });
});

test("types that only zarrita supports use its own codec, if it has one", async () => {
  const map = new Map<string, () => Promise<ZarritaCodecEntry>>();
  const own: ZarritaCodec = {
    kind: "array_to_array",
    encode: async (chunk) => chunk,
    decode: async (chunk) => chunk,
  };
  map.set("numcodecs.delta", async () => ({ fromConfig: () => own }));
  registerCodecs(map);
  const { fromConfig } = await map.get("numcodecs.delta")!();
  expect(fromConfig({}, { dataType: "float16", shape: [2], codecs: [] })).toBe(own);
  expect(fromConfig({}, { dataType: "float32", shape: [2], codecs: [] })).not.toBe(own);
});

test("types that only zarrita supports are unsupported by codecs that it lacks", async () => {
  const map = new Map<string, () => Promise<ZarritaCodecEntry>>();
  registerCodecs(map);
  const { fromConfig } = await map.get("numcodecs.delta")!();
  expect(() => fromConfig({}, { dataType: "float16", shape: [2], codecs: [] })).toThrow(
    expect.objectContaining({ code: "unsupported" }),
  );
});

async function written(dataType: DataType, codecs: readonly CodecSpec[]) {
  const count = SHAPE.reduce((a, b) => a * b);
  const values = Array.from({ length: count }, (_, i) => (i * i * 3) % 251);
  const whole = ramp(dataType, values);
  const store = mapStore();
  const array = await create(root(store).resolve("array"), {
    dtype: dataType as "int32",
    shape: SHAPE,
    chunkShape: SHAPE,
    codecs: codecs as { name: string; configuration: Record<string, unknown> }[],
  });
  await set(array, null, { data: whole.data as Int32Array, shape: SHAPE, stride: [8, 2, 1] });
  return { store, array, whole };
}

function ramp(dataType: DataType, values: readonly number[]): Chunk {
  const data = {
    int32: Int32Array,
    float64: Float64Array,
    uint16: Uint16Array,
    uint8: Uint8Array,
    float32: Float32Array,
  }[dataType as "int32"];
  const elements = data ? data.from(values) : BigInt64Array.from(values.map(BigInt));
  return { dataType, shape: SHAPE, data: elements } as Chunk;
}
