import { arraySink, arraySource, counting } from "@chunkwright/testkit";
import { expect, test } from "vitest";
import { canCopy, chunkIndices, insertAxes, permute, permuteSink, stackSink } from "../../src/index.ts";

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
