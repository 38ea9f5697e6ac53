import { arraySink, arraySource, counting } from "@chunkwright/testkit";
import { describe, expect, it } from "vitest";
import { type ChunkPart, type ChunkSink, createChunk, writeArray } from "../../src/index.ts";

describe("writeArray()", () => {
  const array = counting([5, 7]);
  const { info } = arraySource(array, [2, 3]);

  it("writes every chunk, padded with zeroes at the edges", async () => {
    const sink = arraySink(info);
    await writeArray(sink, array);
    expect(sink.chunks.size).toBe(9);
    expect([...sink.chunks.get("1,1")!.data]).toEqual([17, 18, 19, 24, 25, 26]);
    expect([...sink.chunks.get("2,2")!.data]).toEqual([34, 0, 0, 0, 0, 0]);
  });

  it("passes parts of the array to sinks with writePart, at most `concurrency` at a time", async () => {
    const parts: ChunkPart[] = [];
    let running = 0;
    let most = 0;
    const sink: ChunkSink = {
      ...arraySink(info),
      async writePart(_index, part) {
        parts.push(part);
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setTimeout(resolve, 1));
        running -= 1;
      },
    };
    await writeArray(sink, array, { concurrency: 2 });
    expect(parts.every(({ chunk }) => chunk === array)).toBe(true);
    expect(parts.at(-1)!.region).toEqual({ start: [4, 6], shape: [1, 1] });
    expect([parts.length, most]).toEqual([9, 2]);
  });

  it("takes elements of variable length", async () => {
    const sink = arraySink({ ...info, dataType: "string", shape: [3], chunkShape: [2], fillValue: "" });
    await writeArray(sink, { dataType: "string", shape: [3], data: ["a", "b", "c"] });
    expect([...sink.chunks.values()].map(({ data }) => data)).toEqual([
      ["a", "b"],
      ["c", ""],
    ]);
  });

  it("refuses another type or shape", async () => {
    await expect(writeArray(arraySink(info), createChunk("uint16", [5, 6]))).rejects.toThrow(
      "Cannot write [5,6] uint16 as the array of [5,7] uint16",
    );
    await expect(writeArray(arraySink(info), createChunk("int16", [5, 7]))).rejects.toThrow(TypeError);
  });

  it("stops at an abort", async () => {
    const signal = AbortSignal.abort("enough");
    await expect(writeArray(arraySink(info), array, { signal })).rejects.toBe("enough");
  });
});
