import { expect, test } from "vitest";
import { type ArrayInfo, type ChunkSink, checkedSink, createChunk } from "../../src/index.ts";

const INFO: ArrayInfo = {
  dataType: "uint8",
  shape: [4, 4],
  chunkShape: [2, 3],
  fillValue: 0,
  codecs: [{ name: "bytes" }],
  attributes: {},
};
const CHUNK = createChunk("uint8", [2, 3]);

/** Notes what it is asked for; its first `failures` closings fail. */
function notingSink(failures = 0): { readonly calls: string[]; readonly sink: ChunkSink } {
  const calls: string[] = [];
  const sink: ChunkSink = {
    info: INFO,
    writeChunk: async (index) => void calls.push(`write ${index}`),
    writeEncodedChunk: async (index) => void calls.push(`encoded ${index}`),
    writePart: async (index) => void calls.push(`part ${index}`),
    skipChunk: async (index) => void calls.push(`skip ${index}`),
    async close() {
      calls.push("close");
      if (calls.filter((call) => call === "close").length <= failures) throw new Error("disk full");
    },
  };
  return { calls, sink };
}

test("checkedSink() passes on only chunks of the array", async () => {
  const { calls, sink } = notingSink();
  const checked = checkedSink(sink, "the array");
  const encoded = { ...CHUNK, bytes: new Uint8Array(6), codecs: INFO.codecs };
  await checked.writeChunk([1, 1], CHUNK);
  await checked.writeEncodedChunk([0, 0], encoded);
  await checked.skipChunk?.([0, 1]);
  await expect(checked.writeChunk([2, 0], CHUNK)).rejects.toThrow(RangeError);
  await expect(checked.writeEncodedChunk([0], encoded)).rejects.toThrow(RangeError);
  await expect(checked.skipChunk?.([0, -1])).rejects.toThrow(RangeError);
  await expect(checked.writeChunk([0, 0], createChunk("uint8", [2, 1]))).rejects.toThrow(TypeError);
  expect(calls).toEqual(["write 1,1", "encoded 0,0", "skip 0,1"]);
});

test("checkedSink() has skipChunk() only if the sink does", () => {
  const { skipChunk, ...sink } = notingSink().sink;
  expect(skipChunk).toBeDefined();
  expect(checkedSink(sink, "the array").skipChunk).toBeUndefined();
});

test("checkedSink() closes once, and refuses chunks afterwards", async () => {
  const { calls, sink } = notingSink();
  const checked = checkedSink(sink, "the image");
  await Promise.all([checked.close(), checked.close()]);
  expect(checked.isClosed).toBe(true);
  await expect(checked.writeChunk([0, 0], CHUNK)).rejects.toThrow("chunk [0,0]: the image is closed");
  expect(calls).toEqual(["close"]);
});

test("checkedSink() can be closed again when that failed", async () => {
  const { calls, sink } = notingSink(1);
  const checked = checkedSink(sink, "the array");
  await expect(checked.close()).rejects.toThrow("disk full");
  expect(checked.isClosed).toBe(false);
  await checked.writeChunk([0, 0], CHUNK);
  await checked.close();
  expect(calls).toEqual(["close", "write 0,0", "close"]);
});

test("checkedSink() passes on only parts that fit into a chunk", async () => {
  const { calls, sink } = notingSink();
  const { writePart } = checkedSink(sink, "the array");
  const part = { chunk: createChunk("uint8", [4, 4]), region: { start: [2, 3], shape: [2, 1] } };
  await writePart?.([1, 1], part);
  await expect(writePart?.([2, 1], part)).rejects.toThrow(RangeError);
  await expect(writePart?.([0, 0], { ...part, region: { start: [0, 0], shape: [2, 4] } })).rejects.toThrow(
    RangeError,
  );
  await expect(writePart?.([0, 0], { ...part, chunk: createChunk("int8", [4, 4]) })).rejects.toThrow(
    TypeError,
  );
  expect(calls).toEqual(["part 1,1"]);
});
