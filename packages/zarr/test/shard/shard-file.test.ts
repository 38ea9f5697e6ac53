import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inThreadCoder } from "@chunkwright/codecs";
import {
  type ArrayInfo,
  type Chunk,
  type ChunkCoder,
  type ChunkIndex,
  chunkIndices,
  createChunk,
  gridShape,
  isStorageError,
  readRegion,
  StorageError,
  takeRoom,
} from "@chunkwright/core";
import { type FsStore, fsStore, openLent } from "@chunkwright/stores/fs";
import { memoryStore } from "@chunkwright/stores/memory";
import { chunkOf, writeSample } from "@chunkwright/testkit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  createZarrArray,
  openZarr,
  type ShardingOptions,
  updateZarrArray,
  type ZarrArray,
} from "../../src/index.ts";
import { arrayInfo, hexOf } from "../sample.ts";

const CODECS = [{ name: "bytes", configuration: { endian: "little" } }, { name: "zstd" }];
const SHAPES: Pick<ArrayInfo, "shape" | "chunkShape" | "shardShape"> = {
  shape: [150, 70, 200],
  chunkShape: [64, 32, 64],
  shardShape: [128, 64, 128],
};
const info = arrayInfo("uint16", CODECS, SHAPES);

let directory = "";
let store: FsStore;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "chunkwright-"));
  store = fsStore(directory);
});
afterEach(() => rm(directory, { recursive: true }));

interface Counts {
  written: number;
  refused: number;
}

/** Writes encoded chunks itself, as a pool of workers does, but for every `refusals`th. */
function writingCoder(refusals = Number.POSITIVE_INFINITY): ChunkCoder & Counts {
  const coder: ChunkCoder & Counts = {
    ...inThreadCoder,
    written: 0,
    refused: 0,
    async encodeTo(part, shape, codecs, { file, place }) {
      if ((coder.written + coder.refused + 1) % refusals === 0) {
        coder.refused += 1;
        return "refused";
      }
      const { bytes } = await inThreadCoder.encodePart!(part, shape, codecs);
      const offset = typeof place === "number" ? place : takeRoom(place, bytes.byteLength);
      openLent(file)!(offset, bytes);
      coder.written += 1;
      return { offset, length: bytes.byteLength };
    },
  };
  return coder;
}

async function openRoot(): Promise<ZarrArray> {
  const node = await openZarr(store);
  if (node?.kind !== "array") throw new Error("The root is not an array");
  return node;
}

async function hexOfAll(): Promise<string> {
  return hexOf(await readRegion(await openRoot(), { start: [0, 0, 0], shape: SHAPES.shape }));
}

/** The element that a chunk consists of. */
function elementOf(chunk: Chunk | undefined): unknown {
  if (!chunk) return undefined;
  const values = new Set<unknown>(chunk.data);
  return values.size === 1 ? [...values][0] : values;
}

/** Files below the root, those with temporary names among them. */
async function files(): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

const LAYOUTS: readonly (readonly [name: string, sharding: ShardingOptions])[] = [
  ["an index at the end", {}],
  ["an index at the start", { indexLocation: "start" }],
  ["no checksum", { checksum: false }],
  ["turned axes", { order: [1, 2, 0] }],
];

describe.each(LAYOUTS)("Shards with %s that the coder writes chunks into", (_, sharding) => {
  const own = sharding.order ? [{ name: "transpose", configuration: { order: sharding.order } }] : [];
  const turned = arrayInfo("uint16", [...own, ...CODECS], SHAPES);

  it("read as they were written", async () => {
    const coder = writingCoder();
    const sink = await createZarrArray(store, "", turned, { zarrFormat: 3, sharding, coder });
    const whole = await writeSample(sink);
    await sink.close();
    expect(coder.written).toBe(3 * 3 * 4);
    expect(await hexOfAll()).toBe(hexOf(whole));
    expect((await files()).filter((name) => name.endsWith("tmp"))).toEqual([]);
  });

  it("have as many bytes as those that are written at once", async () => {
    const sizes: (number | undefined)[] = [];
    for (const [target, coder] of [
      [store, writingCoder()],
      [memoryStore(), inThreadCoder],
    ] as const) {
      const sink = await createZarrArray(target, "", turned, { zarrFormat: 3, sharding, coder });
      await writeSample(sink);
      await sink.close();
      sizes.push(await target.size("c/1/1/0"));
    }
    expect(sizes[0]).toBe(sizes[1]);
  });
});

describe("Shards that the coder writes chunks into", () => {
  it("also take chunks that it refuses, encoded ones, and gaps", async () => {
    const coder = writingCoder(3);
    const sink = await createZarrArray(store, "", info, { zarrFormat: 3, coder });
    for (const [number, index] of [...chunkIndices(gridShape(info))].entries()) {
      const chunk = {
        ...createChunk("uint16", info.chunkShape),
        data: new Uint16Array(64 * 32 * 64).fill(number),
      };
      if (number % 5 === 0) await sink.skipChunk?.(index);
      else if (number % 7 === 0)
        await sink.writeEncodedChunk(index, await inThreadCoder.encode(chunk, info.codecs));
      else await sink.writeChunk(index, chunk);
    }
    await sink.close();
    expect(coder.refused).toBeGreaterThan(5);
    const array = await openRoot();
    for (const [number, index] of [...chunkIndices(gridShape(info))].entries()) {
      expect(elementOf(await array.readChunk(index))).toBe(number % 5 === 0 ? undefined : number);
    }
  });

  it("keep the chunks that an update does not write", async () => {
    const sink = await createZarrArray(store, "", info, { zarrFormat: 3 });
    const whole = await writeSample(sink);
    await sink.close();
    const coder = writingCoder();
    const update = await updateZarrArray(store, "", { coder });
    await update.writeChunk([2, 1, 3], chunkOf(whole, info, [2, 1, 3]));
    await update.close();
    expect(coder.written).toBe(1);
    expect(await hexOfAll()).toBe(hexOf(whole));
  });

  it("are more than files may be open", async () => {
    const many = arrayInfo("uint8", CODECS, {
      shape: [2, 35 * 2 ** 18],
      chunkShape: [1, 2 ** 18],
      shardShape: [2, 2 ** 18],
    });
    const coder = writingCoder();
    const sink = await createZarrArray(store, "", many, { zarrFormat: 3, coder });
    const chunkWith = (index: ChunkIndex): Chunk => ({
      dataType: "uint8",
      shape: [1, 2 ** 18],
      data: new Uint8Array(2 ** 18).fill(100 * index[0]! + index[1]!),
    });
    for (const index of chunkIndices([2, 35])) await sink.writeChunk(index, chunkWith(index));
    await sink.close();
    expect(coder.written).toBe(32 + 35);
    const array = await openRoot();
    for (const index of chunkIndices([2, 35])) {
      expect(elementOf(await array.readChunk(index))).toBe(100 * index[0]! + index[1]!);
    }
  });

  it("are not those of small chunks, which stay in order", async () => {
    const small = arrayInfo("uint8", CODECS, { shape: [4], chunkShape: [2], shardShape: [4] });
    const coder = writingCoder();
    const sink = await createZarrArray(store, "", small, { zarrFormat: 3, coder });
    await writeSample(sink);
    await sink.close();
    expect(coder.written + coder.refused).toBe(0);
  });

  it("stay as they were if no chunk could be encoded", async () => {
    await writeFile(join(directory, "before"), "");
    const coder = writingCoder();
    const failing: ChunkCoder = {
      ...coder,
      encodeTo: async () => {
        throw new StorageError("codec", "Cannot encode it", { codec: "zstd", direction: "encode" });
      },
    };
    const sink = await createZarrArray(store, "", info, { zarrFormat: 3, coder: failing });
    await expect(sink.writeChunk([0, 0, 0], createChunk("uint16", info.chunkShape))).rejects.toSatisfy(
      (error) => isStorageError(error, "codec"),
    );
    await sink.close();
    expect(await files()).toEqual(expect.arrayContaining(["before", "zarr.json"]));
    expect(await files()).toHaveLength(2);
  });

  it("are not stored, however often they are closed, once a write has failed", async () => {
    const first = await createZarrArray(store, "", info, { zarrFormat: 3 });
    const whole = await writeSample(first);
    await first.close();
    const stored = await readFile(join(directory, "c/0/0/0"));
    const coder = writingCoder();
    let writes = 0;
    const failing: ChunkCoder = {
      ...coder,
      async encodeTo(...call) {
        writes += 1;
        if (writes === 2) throw new StorageError("store", "The disk is full", { key: "c/0/0/0" });
        return coder.encodeTo!(...call);
      },
    };
    const update = await updateZarrArray(store, "", { coder: failing });
    await update.writeChunk([0, 0, 0], chunkOf(whole, info, [1, 1, 1]));
    await expect(update.writeChunk([0, 1, 0], chunkOf(whole, info, [1, 1, 1]))).rejects.toThrow("full");
    await expect(update.close()).rejects.toThrow("full");
    await expect(update.close()).rejects.toThrow();
    expect(await readFile(join(directory, "c/0/0/0"))).toEqual(stored);
    expect((await files()).filter((name) => name.endsWith("tmp"))).toEqual([]);
  });
});
