import { arraySink, arraySource, counting } from "@chunkwright/testkit";
import { expect, test } from "vitest";
import {
  bytesOf,
  type ChunkIndex,
  type ChunkPart,
  type ChunkSink,
  canCopy,
  chunkIndices,
  insertAxes,
  permute,
  permuteSink,
  stackSink,
} from "../../src/index.ts";

test("stackSink() passes each chunk to the sink of its leading indices", async () => {
  const source = arraySource(counting([2, 3, 4, 5]), [1, 1, 2, 5]);
  const part = { ...source.info, shape: [4, 5], chunkShape: [2, 5] };
  const sinks = Array.from({ length: 6 }, () => arraySink(part));
  const whole = stackSink({ info: source.info, axes: 2, sinkAt: ([a = 0, b = 0]) => sinks[a * 3 + b]! });
  for (const index of chunkIndices([2, 3, 2, 1])) {
    const chunk = await source.readChunk(index);
    if (chunk) await whole.writeChunk(index, chunk);
  }
  const written = sinks[4]!.chunks.get("1,0");
  expect(written?.shape).toEqual([2, 5]);
  expect([...(written?.data ?? [])]).toEqual([90, 91, 92, 93, 94, 95, 96, 97, 98, 99]);
  const encoded = await source.readEncodedChunk([1, 2, 0, 0]);
  await whole.writeEncodedChunk([1, 2, 0, 0], encoded!);
  expect(sinks[5]!.encoded.get("0,0")?.shape).toEqual([2, 5]);
});

test("stackSink() and permuteSink() pass on which chunks stay absent", async () => {
  const { info } = arraySource(counting([4, 6]), [2, 2]);
  const skipped: (readonly number[])[] = [];
  const page: ChunkSink = { ...arraySink(info), skipChunk: async (index) => void skipped.push(index) };
  const pages = { ...info, shape: [2, 4, 6], chunkShape: [1, 2, 2] };
  const sinks = [page, arraySink(info)];
  const whole = permuteSink(stackSink({ info: pages, axes: 1, sinkAt: ([t = 0]) => sinks[t]! }), [2, 0, 1]);
  await whole.skipChunk?.([2, 0, 1]);
  await whole.skipChunk?.([2, 1, 1]);
  expect(skipped).toEqual([[1, 2]]);
  expect(permuteSink(sinks[1]!, [1, 0]).skipChunk).toBeUndefined();
});

test("stackSink() passes parts on, to sinks that take only chunks as such", async () => {
  const source = arraySource(counting([2, 3, 4, 5]), [1, 1, 2, 4]);
  const info = { ...source.info, shape: [4, 5], chunkShape: [2, 4] };
  const parts: [string, ChunkPart][] = [];
  const writePart = async (index: ChunkIndex, part: ChunkPart) => void parts.push([index.join(), part]);
  const [taking, other] = [{ ...arraySink(info), writePart }, arraySink(info)];
  const whole = stackSink({ info: source.info, axes: 2, sinkAt: ([a = 0]) => (a === 0 ? taking : other) });
  const chunk = counting([2, 3, 4, 5]);
  const region = (a: number, b: number) => ({ start: [a, b, 2, 4], shape: [1, 1, 2, 1] });
  await whole.writePart!([0, 2, 1, 1], { chunk, region: region(0, 2) });
  const [[index, part] = []] = parts;
  expect(index).toBe("1,1");
  expect(part?.region).toEqual({ start: [2, 4], shape: [2, 1] });
  expect(part?.chunk).toEqual({
    ...counting([4, 5]),
    data: Uint16Array.from(chunk.data.slice(40, 60), Number),
  });
  expect(bytesOf(part!.chunk.data).buffer).toBe(bytesOf(chunk.data).buffer);
  await whole.writePart!([1, 1, 1, 1], { chunk, region: region(1, 1) });
  expect([...(other.chunks.get("1,1")?.data ?? [])]).toEqual([94, 0, 0, 0, 99, 0, 0, 0]);
});

test("permuteSink() is the sink itself in the order that it has", () => {
  const sink = arraySink(arraySource(counting([2, 3]), [1, 3]).info);
  expect(permuteSink(sink, [0, 1])).toBe(sink);
});

test("stackSink() refuses chunks that reach across sinks", () => {
  const { info } = arraySource(counting([2, 4]), [2, 4]);
  expect(() => stackSink({ info, axes: 1, sinkAt: () => arraySink(info) })).toThrow(RangeError);
});

test("stackSink() and permuteSink() undo what stack and permute made of encoded chunks", async () => {
  const page = arraySource(counting([4, 5, 3]), [2, 5, 3]);
  // t, c, z, y, x over pages of y, x, c
  const image = permute(insertAxes(page, [0, 1]), [0, 4, 1, 2, 3]);
  const sink = arraySink(page.info);
  const pages = insertAxes(page, [0, 1]).info;
  const target = permuteSink(stackSink({ info: pages, axes: 2, sinkAt: () => sink }), [0, 4, 1, 2, 3]);
  expect(target.info).toEqual(image.info);
  const index = [0, 0, 0, 1, 0];
  const encoded = await image.readEncodedChunk(index);
  expect(canCopy(encoded!, target.info)).toBe(true);
  await target.writeEncodedChunk(index, encoded!);
  expect(sink.encoded.get("1,0,0")).toEqual(await page.readEncodedChunk([1, 0, 0]));
  const chunk = await image.readChunk(index);
  await target.writeChunk(index, chunk!);
  expect(sink.chunks.get("1,0,0")).toEqual(await page.readChunk([1, 0, 0]));
});
