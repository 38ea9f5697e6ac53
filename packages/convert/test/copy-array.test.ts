import {
  type ArrayInfo,
  bytesOf,
  type ChunkCoder,
  type ChunkIndex,
  type ChunkPart,
  type CodecSpec,
  chunkOfPart,
  filledChunk,
  StorageError,
} from "@chunkwright/core";
import { arraySink, arraySource, counting } from "@chunkwright/testkit";
import { describe, expect, it } from "vitest";
import { copyArray } from "../src/index.ts";

const big: readonly CodecSpec[] = [{ name: "bytes", configuration: { endian: "big" } }];

describe("copyArray()", () => {
  const source = () => arraySource(counting([4, 5]), [2, 2]);

  it("stores encoded bytes untouched where grids and pipelines agree", async () => {
    const sink = arraySink(source().info);
    expect(await copyArray(source(), sink)).toEqual({ written: 6, copied: 6, absent: 0 });
    expect(sink.chunks.size).toBe(0);
    expect([...new Uint16Array(sink.encoded.get("0,1")!.bytes.buffer)]).toEqual([2, 3, 7, 8]);
  });

  it("stores chunks in another envelope where a coder can tell, and recodes those that it cannot", async () => {
    const [bytes] = source().info.codecs;
    const from = source();
    const gzipped = { ...from.info, codecs: [bytes!, { name: "gzip" }] };
    const zlib = [bytes!, { name: "numcodecs.zlib" }];
    const readEncodedChunk = async (index: readonly number[]) => {
      const encoded = await from.readEncodedChunk(index);
      return encoded && { ...encoded, codecs: gzipped.codecs };
    };
    const sink = arraySink({ ...gzipped, codecs: zlib });
    const fail = () => Promise.reject(new Error("nothing is decoded"));
    const coder: ChunkCoder = {
      decode: fail,
      decodeInto: fail,
      encode: fail,
      reenvelope: async (encoded, codecs) =>
        encoded.bytes[0] === 0 ? undefined : { ...encoded, bytes: Uint8Array.of(1), codecs },
    };
    const copied = { ...from, info: gzipped, readEncodedChunk };
    expect(await copyArray(copied, sink, { coder })).toEqual({ written: 6, copied: 5, absent: 0 });
    expect([...sink.encoded.get("0,1")!.bytes]).toEqual([1]);
    expect([...sink.chunks.keys()]).toEqual(["0,0"]);
    const recoded = arraySink({ ...gzipped, codecs: zlib });
    expect(await copyArray(copied, recoded)).toEqual({ written: 6, copied: 0, absent: 0 });
  });

  it("has chunks of lenient formats checked, unless the sink is of the same", async () => {
    const from = source();
    const lenient = {
      ...from,
      planChunk: undefined,
      readEncodedChunk: async (index: readonly number[]) => {
        const encoded = await from.readEncodedChunk(index);
        return encoded && { ...encoded, lenientFormat: "hdf5" };
      },
    };
    const fail = () => Promise.reject(new Error("nothing is decoded"));
    const coder: ChunkCoder = {
      decode: fail,
      decodeInto: fail,
      encode: fail,
      reenvelope: async (encoded) => {
        if (encoded.bytes[0] === 0)
          throw new StorageError("codec", "It does not fit", { codec: "bytes", direction: "decode" });
        return encoded;
      },
    };
    const same = { ...arraySink(from.info), lenientFormat: "hdf5" };
    expect(await copyArray(lenient, same)).toEqual({ written: 6, copied: 6, absent: 0 });
    const sink = arraySink(from.info);
    expect(await copyArray(lenient, sink, { coder })).toEqual({ written: 6, copied: 5, absent: 0 });
    expect([...sink.chunks.keys()]).toEqual(["0,0"]);
  });

  it("recodes chunk by chunk where only the pipelines differ", async () => {
    const sink = arraySink({ ...source().info, codecs: big });
    expect(await copyArray(source(), sink)).toEqual({ written: 6, copied: 0, absent: 0 });
    expect([...sink.chunks.get("1,0")!.data]).toEqual([10, 11, 15, 16]);
  });

  it("assembles chunks of another grid, edges padded with the fill value", async () => {
    const from = source();
    const sink = arraySink({ ...from.info, chunkShape: [3, 4] });
    expect(await copyArray(from, sink)).toEqual({ written: 4, copied: 0, absent: 0 });
    expect([...sink.chunks.get("1,1")!.data]).toEqual([19, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7]);
    expect(new Set(from.reads.map(String)).size).toBe(from.reads.length);
  });

  it("leaves absent chunks absent, in the same grid and in another", async () => {
    const holey = () => arraySource(counting([4, 4]), [2, 2], ([row]) => row === 0);
    expect(await copyArray(holey(), arraySink(holey().info))).toEqual({ written: 2, copied: 2, absent: 2 });
    const sink = arraySink({ ...holey().info, chunkShape: [1, 4] });
    expect(await copyArray(holey(), sink)).toEqual({ written: 2, copied: 0, absent: 2 });
  });

  it("tells sinks that want to know of the chunks that stay absent", async () => {
    const holey = arraySource(counting([4, 4]), [2, 2], ([row]) => row === 0);
    const skipped: string[] = [];
    const sink = {
      ...arraySink(holey.info),
      skipChunk: async (index: readonly number[]) => void skipped.push(`${index}`),
    };
    await copyArray(holey, sink);
    expect(skipped.sort()).toEqual(["0,0", "0,1"]);
  });

  it("writes absent chunks out where the target would take them for another value", async () => {
    const holey = arraySource(counting([4, 4]), [2, 2], ([row]) => row === 0);
    const sink = arraySink({ ...holey.info, fillValue: 0 });
    expect(await copyArray(holey, sink)).toEqual({ written: 4, copied: 2, absent: 0 });
    expect([...sink.chunks.get("0,0")!.data]).toEqual([7, 7, 7, 7]);
  });

  it("recodes the chunks that differ from the rest", async () => {
    const from = source();
    const readEncodedChunk = from.readEncodedChunk.bind(from);
    const odd = {
      ...from,
      async readEncodedChunk(index: readonly number[]) {
        const encoded = await readEncodedChunk(index);
        return encoded && index[0] === 1 ? { ...encoded, shape: [1, 2] } : encoded;
      },
    };
    expect(await copyArray(odd, arraySink(from.info))).toEqual({ written: 6, copied: 3, absent: 0 });
  });

  it("hands parts of shared memory to sinks that take them, several small chunks at a time", async () => {
    const isAbsent = ([row, column]: readonly number[]) => row === 1 && column === 1;
    const from = arraySource(counting([5, 6]), [2, 2], isAbsent);
    const sink = arraySink({ ...from.info, codecs: big });
    const memories = new Set<unknown>();
    const writePart = async (index: ChunkIndex, part: ChunkPart) => {
      expect(part.region.shape).toEqual([2, 2]);
      memories.add(bytesOf(part.chunk.data).buffer);
      await sink.writeChunk(index, chunkOfPart(part, [2, 2]));
    };
    expect(await copyArray(from, { ...sink, writePart })).toEqual({ written: 8, copied: 0, absent: 1 });
    expect(memories.size).toBe(1);
    expect([...memories][0]).toBeInstanceOf(SharedArrayBuffer);
    const expected = arraySink(sink.info);
    await copyArray(from, expected);
    expect(sink.chunks).toEqual(expected.chunks);
    expect([...sink.chunks.get("2,2")!.data]).toEqual([28, 29, 7, 7]);
  });

  it("hands only what lies in the array to sinks that take parts, where the rest is zero", async () => {
    const from = arraySource(counting([3]), [2]);
    const blank = { ...from, info: { ...from.info, fillValue: 0 } };
    const sink = arraySink({ ...blank.info, codecs: big });
    const shapes: (readonly number[])[] = [];
    const writePart = async (_: ChunkIndex, { region }: ChunkPart) => void shapes.push(region.shape);
    await copyArray(blank, { ...sink, writePart });
    expect(shapes).toEqual([[2], [1]]);
  });

  it("keeps what it has read of a chunk whose neighbours in its box are absent in part", async () => {
    const holey = arraySource(counting([1, 8]), [1, 2], ([, column]) => column === 1 || column === 3);
    const sink = arraySink({ ...holey.info, chunkShape: [1, 4] });
    expect(await copyArray(holey, sink)).toEqual({ written: 2, copied: 0, absent: 0 });
    expect([...sink.chunks.get("0,0")!.data]).toEqual([0, 1, 7, 7]);
    expect([...sink.chunks.get("0,1")!.data]).toEqual([4, 5, 7, 7]);
  });

  it("tells the bytes of the array that are done", async () => {
    let done = 0;
    await copyArray(source(), arraySink(source().info), {
      onChunk: (byteLength) => {
        done += byteLength;
      },
    });
    expect(done).toBe(4 * 5 * 2);
  });

  it("refuses another data type or shape", async () => {
    const info: ArrayInfo = { ...source().info, dataType: "int16" };
    await expect(copyArray(source(), arraySink(info))).rejects.toThrow(TypeError);
    await expect(copyArray(source(), arraySink({ ...source().info, shape: [5, 5] }))).rejects.toThrow(
      TypeError,
    );
  });

  it("copies an empty array and a 0-d array", async () => {
    const empty = arraySource(filledChunk("uint16", [0, 3], 0), [2, 2]);
    expect(await copyArray(empty, arraySink(empty.info))).toEqual({ written: 0, copied: 0, absent: 0 });
    const scalar = arraySource(counting([]), []);
    expect(await copyArray(scalar, arraySink(scalar.info))).toEqual({ written: 1, copied: 1, absent: 0 });
  });
});
