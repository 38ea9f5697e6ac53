import {
  type ChunkSource,
  chunkIndices,
  chunkRegion,
  copyRegion,
  createChunk,
  gridShape,
  readRegion,
} from "@chunkwright/core";
import { arraySink, arraySource, counting } from "@chunkwright/testkit";
import { describe, expect, it } from "vitest";
import { convertImage, downsample, planImage } from "../src/index.ts";

type Sink = ReturnType<typeof arraySink>;

/** What was written, as a source. */
function written(sink: Sink): ChunkSource {
  const whole = createChunk(sink.info.dataType, sink.info.shape);
  for (const index of chunkIndices(gridShape(sink.info))) {
    const chunk = sink.chunks.get(index.join())!;
    const region = chunkRegion(sink.info, index);
    copyRegion(
      { chunk, start: region.shape.map(() => 0) },
      { chunk: whole, start: region.start },
      region.shape,
    );
  }
  return arraySource(whole, sink.info.chunkShape);
}

async function elements(sink: Sink): Promise<unknown[]> {
  const { shape } = sink.info;
  return [...(await readRegion(written(sink), { start: shape.map(() => 0), shape })).data];
}

describe("convertImage()", () => {
  const axes = [
    { name: "y", type: "space" as const },
    { name: "x", type: "space" as const },
  ];
  const array = counting([600, 301]);

  it("makes each level of the one below as that is written, without reading it", async () => {
    const source = arraySource(array, [100, 301]);
    const { sinks, reports } = await convert(source, false);
    expect(reports.map((report) => report.written)).toEqual([15, 6, 2]);
    const once = downsample(array, [2, 2], "mean");
    expect(await elements(sinks[1]!)).toEqual([...once.data]);
    expect(await elements(sinks[2]!)).toEqual([...downsample(once, [2, 2], "mean").data]);
  });

  it("makes a level of the one below once it is closed where chunks are copied undecoded", async () => {
    const source = arraySource(array, [128, 128]);
    const { sinks, reports } = await convert(source, true);
    expect(reports.map((report) => report.copied)).toEqual([15, 0, 0]);
    const once = downsample(array, [2, 2], "mean");
    expect(await elements(sinks[1]!)).toEqual([...once.data]);
    expect(await elements(sinks[2]!)).toEqual([...downsample(once, [2, 2], "mean").data]);
  });

  async function convert(source: ChunkSource, mayRead: boolean) {
    const plans = planImage(
      { name: "", axes, levels: [{ source, scale: [1, 1], translation: [0, 0] }] },
      { codecs: source.info.codecs, fallbackCodecs: [], isPortable: () => true, chunkShape: [128, 128] },
    );
    const sinks: Sink[] = [];
    const closed: number[] = [];
    const reports = await convertImage(plans, {
      async createLevel(level, { info }) {
        const sink = arraySink(info);
        sinks.push(sink);
        return { ...sink, close: async () => void closed.push(level) };
      },
      async openLevel(level) {
        expect(mayRead).toBe(true);
        expect(closed).toContain(level);
        return level === 0 ? source : written(sinks[level]!);
      },
    });
    expect(closed).toEqual([0, 1, 2]);
    return { sinks, reports };
  }
});
