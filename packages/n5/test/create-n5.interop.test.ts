import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inThreadCoder } from "@chunkwright/codecs";
import { bytesOf, type Chunk, type ChunkSink } from "@chunkwright/core";
import { fsStore } from "@chunkwright/stores/fs";
import { chunkOf, python, sampleArray, writeSample } from "@chunkwright/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { appendToN5Array, createN5, resizeN5Array, updateN5Array } from "../src/index.ts";
import { arrayInfo, CARRIED, COMPRESSORS, DATA_TYPES } from "./sample.ts";

/** tensorstore has no LZ4, and z5 has one of its own. */
const COMPRESSIONS = Object.keys(COMPRESSORS).filter((name) => name !== "lz4");

type Digests = Readonly<Record<"tensorstore" | "z5", Readonly<Record<string, string>>>>;

type Elements = Chunk["data"];
type Store = ReturnType<typeof fsStore>;

/** Arrays of [7, 10] in blocks of [4, 6] that came about in other ways than from front to back, and what they hold. */
const LAYOUTS: {
  readonly [name: string]: (array: ChunkSink, store: Store, path: string) => Promise<Elements>;
} = {
  async padded(array) {
    const whole = sampleArray(array.info);
    for (const index of ALL) {
      const encoded = await inThreadCoder.encode(chunkOf(whole, array.info, index), array.info.codecs);
      await array.writeEncodedChunk(index, encoded);
    }
    await array.close();
    return whole.data;
  },
  async sparse(array) {
    const { data } = await writeSample(array, ([y]) => y === 1);
    await array.close();
    data.fill(0 as never, 40);
    return data;
  },
  async updatedAtOnce(array, store, path) {
    const whole = sampleArray(array.info);
    await array.close();
    await Promise.all(
      ALL.map(async (index) => {
        const sink = await updateN5Array(store, path);
        await sink.writeChunk(index, chunkOf(whole, sink.info, index));
        await sink.close();
      }),
    );
    return whole.data;
  },
  async appended(array, store, path) {
    const { data } = await writeSample(array);
    await array.close();
    const added = sampleArray({ dataType: "uint16", shape: [6, 10] });
    await appendToN5Array(store, path, added);
    return Uint16Array.from([...(data as Uint16Array), ...(added.data as Uint16Array)]);
  },
  async grown(array, store, path) {
    const { data } = await writeSample(array);
    await array.close();
    await resizeN5Array(store, path, [9, 10]);
    return Uint16Array.from([...(data as Uint16Array), ...new Uint16Array(20)]);
  },
  async shrunk(array, store, path) {
    const { data } = await writeSample(array);
    await array.close();
    await resizeN5Array(store, path, [5, 10]);
    return (data as Uint16Array).slice(0, 50);
  },
};

const ALL = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
];

function digestOf(data: Elements): string {
  return createHash("sha256").update(bytesOf(data)).digest("hex");
}

describe("createN5()", () => {
  let root = "";
  const written = new Map<string, string>();
  let read: Digests = { tensorstore: {}, z5: {} };

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), "chunkwright-n5-"));
    const sink = await createN5(fsStore(root));
    for (const name of COMPRESSIONS) {
      for (const dataType of DATA_TYPES) {
        const path = `${name}/${dataType}`;
        const array = await sink.createArray(
          path,
          arrayInfo(dataType, COMPRESSORS[name], { dimensionNames: ["y", "x"] }),
        );
        const { data } = await writeSample(array);
        await array.close();
        written.set(path, digestOf(data));
      }
    }
    for (const dataType of CARRIED) {
      for (const compression of ["raw", "zstd"]) {
        const path = `carried/${dataType}/${compression}`;
        const array = await sink.createArray(path, arrayInfo(dataType, COMPRESSORS[compression]));
        written.set(path, digestOf((await writeSample(array)).data));
        await array.close();
      }
    }
    for (const [name, make] of Object.entries(LAYOUTS)) {
      for (const compression of ["raw", "zstd"]) {
        const path = `layouts/${name}/${compression}`;
        const array = await sink.createArray(path, arrayInfo("uint16", COMPRESSORS[compression]));
        written.set(path, digestOf(await make(array, fsStore(root), path)));
      }
    }
    await sink.close();
    const script = new URL("python/digests.py", import.meta.url).pathname;
    read = JSON.parse(await python(script, root, JSON.stringify([...written.keys()]))) as Digests;
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  it.each(["tensorstore", "z5"] as const)("writes what %s reads", (reader) => {
    const digests = Object.entries(read[reader]);
    const layouts = 2 * (CARRIED.length + Object.keys(LAYOUTS).length);
    expect(digests).toHaveLength(COMPRESSIONS.length * DATA_TYPES.length + layouts);
    expect(digests.filter(([path, digest]) => digest !== written.get(path))).toEqual([]);
  });
});
