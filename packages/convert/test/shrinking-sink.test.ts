import {
  type ArrayInfo,
  type ChunkIndex,
  type ChunkPart,
  chunkIndices,
  chunkOfPart,
  copyRegion,
  filledChunk,
  gridShape,
} from "@chunkwright/core";
import { arraySink, arraySource, counting } from "@chunkwright/testkit";
import { describe, expect, it } from "vitest";
import { buildLevel, downsampledShape } from "../src/index.ts";
import { shrinkingSink, waitingBytes } from "../src/shrinking-sink.ts";

/** A sink that takes chunks as parts, too. */
function takingParts(info: ArrayInfo) {
  const sink = arraySink(info);
  return {
    ...sink,
    writePart: (index: ChunkIndex, part: ChunkPart) =>
      sink.writeChunk(index, chunkOfPart(part, info.chunkShape)),
  };
}

const MEAN = { method: "mean", onChunk: () => {} } as const;

describe("shrinkingSink()", () => {
  it.each<{ shape: number[]; chunkShape: number[]; coarser: number[]; factors: number[] }>([
    { shape: [64, 64], chunkShape: [16, 16], coarser: [16, 16], factors: [2, 2] },
    { shape: [37, 51], chunkShape: [8, 10], coarser: [8, 10], factors: [2, 2] },
    { shape: [3, 19, 30], chunkShape: [1, 19, 8], coarser: [2, 5, 15], factors: [1, 2, 2] },
    { shape: [5, 20], chunkShape: [6, 12], coarser: [1, 3], factors: [3, 4] },
  ])(
    "makes of $shape what the finished level would give",
    async ({ shape, chunkShape, coarser, factors }) => {
      const array = counting(shape);
      const isAbsent = (index: ChunkIndex) => index.at(-1) === 1;
      const source = arraySource(array, chunkShape, isAbsent);
      const info: ArrayInfo = {
        ...source.info,
        shape: downsampledShape(shape, factors),
        chunkShape: coarser,
      };
      const [expected, made] = [arraySink(info), arraySink(info)];
      const counts = await buildLevel(source, expected, factors, "mean");

      const report = { written: 0, absent: 0 };
      const onChunk = (_: ChunkIndex, outcome: "written" | "absent") => {
        report[outcome] += 1;
      };
      const sink = shrinkingSink(arraySink(source.info), made, { factors, method: "mean", onChunk });
      for (const index of chunkIndices(gridShape(source.info))) {
        const chunk = await source.readChunk(index);
        if (chunk) await sink.writeChunk(index, chunk);
        else await sink.skipChunk?.(index);
      }
      expect(new Map([...made.chunks].sort())).toEqual(new Map([...expected.chunks].sort()));
      expect(report).toEqual({ written: counts.written, absent: counts.absent });

      const [finer, ofParts] = [takingParts(source.info), takingParts(info)];
      const parts = shrinkingSink(finer, ofParts, { ...MEAN, factors });
      for (const index of chunkIndices(gridShape(source.info))) {
        const around = filledChunk(
          "uint16",
          chunkShape.map((length) => length + 2),
          1,
        );
        const chunk = await source.readChunk(index);
        const start = chunkShape.map(() => 1);
        if (!chunk) await parts.skipChunk?.(index);
        else {
          copyRegion({ chunk, start: start.map(() => 0) }, { chunk: around, start }, chunkShape);
          await parts.writePart!(index, { chunk: around, region: { start, shape: chunkShape } });
        }
      }
      expect(new Map([...ofParts.chunks].sort())).toEqual(new Map([...expected.chunks].sort()));
    },
  );

  it("takes parts only where the finer array does", () => {
    const { info } = arraySource(counting([4]), [2]);
    expect(shrinkingSink(arraySink(info), takingParts(info), { ...MEAN, factors: [2] })).not.toHaveProperty(
      "writePart",
    );
  });

  it("passes what it is given on as it is", async () => {
    const source = arraySource(counting([5, 7]), [4, 4]);
    const passed = arraySink(source.info);
    const coarser = arraySink({ ...source.info, shape: [3, 4] });
    const sink = shrinkingSink(passed, coarser, { ...MEAN, factors: [2, 2] });
    for (const index of chunkIndices([2, 2])) {
      await sink.writeChunk(index, (await source.readChunk(index))!);
      expect(passed.chunks.get(index.join())).toEqual(await source.readChunk(index));
    }
  });

  it("refuses encoded chunks", async () => {
    const source = arraySource(counting([4]), [2]);
    const sink = shrinkingSink(arraySink(source.info), arraySink(source.info), { ...MEAN, factors: [2] });
    const encoded = (await source.readEncodedChunk([0]))!;
    await expect(sink.writeEncodedChunk([0], encoded)).rejects.toThrow(TypeError);
  });
});

describe("waitingBytes()", () => {
  const info = (shape: number[], chunkShape: number[], shardShape?: number[]): ArrayInfo => ({
    ...arraySource(counting([1]), [1]).info,
    shape,
    chunkShape,
    ...(shardShape && { shardShape }),
  });

  it("counts the chunks of a row, of which two rows below become one", () => {
    const finer = info([3, 100, 100], [1, 10, 10]);
    expect(waitingBytes(finer, info([3, 50, 50], [1, 10, 10]), [1, 2, 2])).toBe(5 * 200);
  });

  it("counts shards as a whole", () => {
    const finer = info([100, 100], [10, 10], [20, 20]);
    expect(waitingBytes(finer, info([50, 50], [10, 10], [20, 20]), [2, 2])).toBe(3 * 800);
  });

  it("is one chunk where none takes several below", () => {
    expect(waitingBytes(info([9, 8], [1, 8]), info([9, 4], [1, 4]), [1, 2])).toBe(8);
  });

  it("has no limit where windows reach over edges", () => {
    expect(waitingBytes(info([9, 8], [3, 8]), info([5, 4], [3, 4]), [2, 2])).toBe(Number.POSITIVE_INFINITY);
    const uneven = { ...info([6, 8], [4, 8]), edgeLengths: [[2, 4], [8]] };
    expect(waitingBytes(uneven, info([3, 4], [4, 8]), [2, 2])).toBe(Number.POSITIVE_INFINITY);
  });
});
