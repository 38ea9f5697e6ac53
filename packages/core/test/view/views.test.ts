import { readFileSync } from "node:fs";
import { arraySource, counting } from "@chunkwright/testkit";
import { describe, expect, it } from "vitest";
import {
  type Chunk,
  type ChunkSource,
  crop,
  elementCount,
  insertAxes,
  type LocatedChunkSource,
  mosaic,
  permute,
  readRegion,
  stack,
  transposeChunk,
} from "../../src/index.ts";

const numpy: { shape: number[]; transposes: { order: number[]; shape: number[]; elements: number[] }[] } =
  JSON.parse(readFileSync(new URL("../fixtures/numpy.json", import.meta.url), "utf8"));

async function elements(source: ChunkSource): Promise<number[]> {
  const { shape } = source.info;
  const chunk = await readRegion(source, { start: shape.map(() => 0), shape });
  return [...chunk.data].map(Number);
}

/** Decodes what a view says of an encoded chunk, knowing `transpose` and little-endian bytes alone. */
async function decode(source: ChunkSource, index: readonly number[]): Promise<number[]> {
  const encoded = (await source.readEncodedChunk(index))!;
  const orders = encoded.codecs
    .filter(({ name }) => name === "transpose")
    .map((c) => c.configuration!.order as number[]);
  const order = orders.reduce(
    (a, b) => b.map((axis) => a[axis]!),
    encoded.shape.map((_, axis) => axis),
  );
  const shape = order.map((axis) => encoded.shape[axis]!);
  const data = new Uint16Array(encoded.bytes.buffer, 0, elementCount(shape));
  const inverse = order.map((_, axis) => order.indexOf(axis));
  return [...transposeChunk({ dataType: "uint16", shape, data }, inverse).data].map(Number);
}

async function expectConsistent(source: ChunkSource, index: readonly number[]): Promise<void> {
  const chunk = (await source.readChunk(index)) as Chunk;
  expect(chunk.shape).toEqual(source.info.chunkShape);
  expect(await decode(source, index)).toEqual([...chunk.data].map(Number));
}

describe("permute()", () => {
  it.each(numpy.transposes)(
    "shows what numpy.transpose($order) does",
    async ({ order, shape, elements: expected }) => {
      const view = permute(arraySource(counting(numpy.shape), [1, 2, 3, 2]), order);
      expect(view.info.shape).toEqual(shape);
      expect(await elements(view)).toEqual(expected);
      await expectConsistent(view, [0, 0, 0, 0]);
    },
  );

  it("merges transposes, and drops them when they cancel", () => {
    const source = arraySource(counting([2, 3, 4]), [1, 3, 4]);
    expect(permute(permute(source, [2, 0, 1]), [1, 2, 0]).info.codecs).toEqual(source.info.codecs);
    const twice = permute(permute(source, [2, 0, 1]), [2, 0, 1]);
    expect(twice.info.codecs.filter(({ name }) => name === "transpose")).toHaveLength(1);
    expect(twice.info.codecs[0]).toEqual(permute(source, [1, 2, 0]).info.codecs[0]);
  });

  it("refuses invalid orders", () => {
    expect(() => permute(arraySource(counting([2, 3]), [1, 3]), [0, 0])).toThrow(RangeError);
  });
});

describe("stack()", () => {
  const planes = [counting([4, 6]), counting([4, 6]), counting([4, 6])];
  for (const [i, plane] of planes.entries())
    plane.data.forEach((_, k) => {
      plane.data[k] = i * 100 + k;
    });
  const sources = planes.map((plane) => arraySource(plane, [2, 4]));
  const view = stack({
    shape: [2, 2],
    template: sources[0]!,
    open: async ([a = 0, b = 0]) => sources[a * 2 + b],
  });

  it("stacks arrays along new leading axes of chunk length 1", async () => {
    expect(view.info.shape).toEqual([2, 2, 4, 6]);
    expect(view.info.chunkShape).toEqual([1, 1, 2, 4]);
    expect((await elements(view)).slice(24, 48)).toEqual([...planes[1]!.data].map(Number));
    await expectConsistent(view, [1, 0, 1, 1]);
  });

  it("has no chunks where an array is absent", async () => {
    expect(await view.readChunk([1, 1, 0, 0])).toBeUndefined();
    expect((await elements(view)).slice(72)).toEqual(new Array(24).fill(7));
  });

  it("locates chunks if its arrays do", async () => {
    const located = view as LocatedChunkSource;
    expect(await located.locateChunk([0, 1, 1, 0])).toMatchObject({ key: "1/0", shape: [1, 1, 2, 4] });
  });

  it("lifts transposes, so that chunky samples lie in c, y, x", async () => {
    const rgb = permute(arraySource(counting([4, 6, 3]), [2, 3, 3]), [2, 0, 1]);
    const stacked = insertAxes(rgb, [0, 2]);
    expect(stacked.info.shape).toEqual([1, 3, 1, 4, 6]);
    expect(stacked.info.codecs[0]).toEqual({ name: "transpose", configuration: { order: [0, 2, 3, 4, 1] } });
    await expectConsistent(stacked, [0, 0, 0, 1, 1]);
    expect(await elements(stacked)).toEqual(await elements(rgb));
  });

  it.each([
    ["in front", [0, 1], [[0, 1, 2], [3]]],
    ["between", [1], [[0], [1, 2]]],
    ["behind", [2], [[0], [1, 2]]],
  ])("keeps new axes %s from codecs that count axes", (_, positions, shape) => {
    const source = arraySource(counting([4, 6]), [2, 3]);
    const zfp = [{ name: "zfp" }, { name: "zstd" }];
    const view = insertAxes({ ...source, info: { ...source.info, codecs: zfp } }, positions);
    expect(view.info.codecs).toEqual([{ name: "reshape", configuration: { shape } }, ...zfp]);
  });
});

describe("mosaic()", () => {
  it("joins parts along an existing axis by whole chunks", async () => {
    const parts = [0, 1].map((i) => {
      const part = counting([2, 3]);
      part.data.forEach((_, k) => {
        part.data[k] = i * 6 + k;
      });
      return arraySource(part, [2, 2]);
    });
    const view = mosaic({ counts: [2, 1], template: parts[0]!, open: async ([i = 0]) => parts[i] });
    expect(view.info.shape).toEqual([4, 3]);
    expect(await elements(view)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  it("refuses parts that end within a chunk", () => {
    const template = arraySource(counting([3, 3]), [2, 3]);
    expect(() => mosaic({ counts: [2, 1], template, open: async () => template })).toThrow(RangeError);
  });
});

describe("crop()", () => {
  it("hides padding and keeps chunks unchanged", async () => {
    const view = crop(arraySource(counting([4, 4]), [2, 2]), [3, 2]);
    expect(await elements(view)).toEqual([0, 1, 4, 5, 8, 9]);
    await expect(view.readChunk([0, 1])).rejects.toThrow(RangeError);
  });

  it("refuses to grow", () => {
    expect(() => crop(arraySource(counting([4]), [2]), [5])).toThrow(RangeError);
  });
});
