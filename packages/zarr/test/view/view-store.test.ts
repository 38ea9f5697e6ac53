import { gzipSync } from "node:zlib";
import { inThreadCoder } from "@chunkwright/codecs";
import {
  type ArrayInfo,
  type ChunkSource,
  type CodecSpec,
  type EncodedChunk,
  type Group,
  type LocatedChunkSource,
  readRegion,
  StorageError,
} from "@chunkwright/core";
import { memoryStore } from "@chunkwright/stores/memory";
import { arraySource, collect, counting, recordingStore, writeSample } from "@chunkwright/testkit";
import { describe, expect, it } from "vitest";
import { get, open, root } from "zarrita";
import { createZarr, openZarr } from "../../src/index.ts";
import { asZarritaStore, viewStore, writeReferences } from "../../src/view/index.ts";
import { arrayInfo, DATA_TYPES, hexOf } from "../sample.ts";

const LITTLE: CodecSpec = { name: "bytes", configuration: { endian: "little" } };
const BIG: CodecSpec = { name: "bytes", configuration: { endian: "big" } };
const GZIP: CodecSpec = { name: "gzip", configuration: { level: 1 } };

/** Chunks of 2 x 4 of an array of 5 x 6, the last row of chunks cut at the array's edge, as TIFF's strips are. */
function cutSource(codecs: readonly CodecSpec[]): LocatedChunkSource & { encoded: EncodedChunk[] } {
  const whole = arraySource(counting([5, 6]), [2, 4], ([row, column]) => row === 1 && column === 1);
  const info: ArrayInfo = { ...whole.info, codecs, dimensionNames: ["y", "x"], attributes: { a: 1 } };
  const encoded: EncodedChunk[] = [];
  return {
    ...whole,
    info,
    encoded,
    async readEncodedChunk(index, options) {
      const chunk = await whole.readChunk(index, options);
      if (!chunk) return undefined;
      const isLast = index[0] === 2;
      const own = isLast ? { ...chunk, shape: [1, 4], data: chunk.data.slice(0, 4) } : chunk;
      const result = await inThreadCoder.encode(own as typeof chunk, codecs);
      encoded.push(result);
      return result;
    },
    async locateChunk(index, options) {
      const chunk = await this.readEncodedChunk(index, options);
      return chunk && { key: "file", offset: 8, length: chunk.bytes.length, shape: chunk.shape, codecs };
    },
  };
}

function readAll(source: ChunkSource) {
  const { shape } = source.info;
  return readRegion(source, { start: shape.map(() => 0), shape });
}

function group(children: Readonly<Record<string, Group | ChunkSource>>, attributes = {}): Group {
  return {
    kind: "group",
    attributes,
    async *list() {
      yield* Object.keys(children);
    },
    async open(path) {
      const [name = "", ...rest] = path.split("/");
      const child = children[name];
      if (rest.length === 0) return child;
      return child?.kind === "group" ? child.open(rest.join("/")) : undefined;
    },
  };
}

describe("viewStore()", () => {
  it("shows groups and arrays of any format to zarrita", async () => {
    const source = cutSource([BIG, { name: "tiff.lzw" }]);
    const view = viewStore(group({ deep: group({ image: source }) }, { title: "A" }));
    const store = asZarritaStore(view);
    expect((await open(root(store), { kind: "group" })).attrs).toEqual({ title: "A" });
    const array = await open(root(store).resolve("deep/image"), { kind: "array" });
    expect([array.shape, array.chunks, array.dtype, array.attrs, array.dimensionNames]).toEqual([
      [5, 6],
      [2, 4],
      "uint16",
      { a: 1 },
      ["y", "x"],
    ]);
    const { data } = await get(array);
    expect([...(data as Uint16Array)]).toEqual(
      // The absent chunk shows the fill value.
      Array.from({ length: 30 }, (_, i) => (i % 6 >= 4 && [2, 3].includes(Math.floor(i / 6)) ? 7 : i)),
    );
  });

  it("reads the same through openZarr(), whatever the pipeline", async () => {
    const pipelines = [[LITTLE], [BIG, GZIP], [BIG, { name: "tiff.packbits" }]];
    for (const codecs of pipelines) {
      const source = cutSource(codecs);
      const seen = await openZarr(viewStore(source));
      if (seen?.kind !== "array") throw new Error("The root is an array");
      expect((await readAll(seen)).data).toEqual((await readAll(source)).data);
    }
  });

  it("hands bytes on untouched where shape and pipeline are the array's", async () => {
    const source = cutSource([BIG, GZIP]);
    const view = viewStore(source);
    const whole = await view.get("c/0/1");
    expect(whole).toBe(source.encoded.at(-1)?.bytes);
    // The last strip is cut: it is decoded, padded and encoded by the array's pipeline.
    const padded = await view.get("c/2/0");
    expect(padded).not.toEqual(source.encoded.at(-1)?.bytes);
    const chunk = { bytes: padded!, dataType: "uint16", shape: [2, 4], codecs: [BIG, GZIP] } as const;
    expect([...(await inThreadCoder.decode(chunk)).data].map(Number).slice(0, 4)).toEqual([24, 25, 26, 27]);
  });

  it("encodes again what only readers of the source's format accept, if it is to be checked", async () => {
    const source = cutSource([LITTLE, GZIP]);
    const surplus = new Uint8Array(gzipSync(new Uint8Array(20)));
    const lenient: LocatedChunkSource = {
      ...source,
      async readEncodedChunk(index, options) {
        const encoded = await source.readEncodedChunk(index, options);
        return encoded && { ...encoded, ...(index[1] === 1 && { bytes: surplus }), lenientFormat: "hdf5" };
      },
      async locateChunk(index, options) {
        const location = await source.locateChunk(index, options);
        return location && { ...location, lenientFormat: "hdf5" };
      },
    };
    const view = viewStore(lenient, { checksChunks: true });
    const exact = (await inThreadCoder.encode((await source.readChunk([0, 1]))!, source.info.codecs)).bytes;
    expect(await view.get("c/0/1")).toEqual(exact);
    expect(await view.size("c/0/1")).toBe(exact.length);
    expect(await view.get("c/0/0")).toEqual((await source.readEncodedChunk([0, 0]))?.bytes);
    expect(await viewStore(lenient).get("c/0/1")).toEqual(surplus);
    const { refs } = await writeReferences(lenient, { checksChunks: true });
    expect(refs).toMatchObject({
      "c/0/0": ["file", 8, expect.any(Number)],
      "c/0/1": expect.stringMatching(/^base64:/),
    });
  });

  it("takes what readers know from the caller", async () => {
    const source = cutSource([BIG, GZIP]);
    const view = viewStore(source, { isPortable: () => false });
    expect(JSON.parse(new TextDecoder().decode(await view.get("zarr.json"))).codecs).toEqual([LITTLE]);
    expect(new Uint16Array((await view.get("c/0/0"))!.buffer)).toEqual(
      Uint16Array.of(0, 1, 2, 3, 6, 7, 8, 9),
    );
  });

  it("shows every data type, in shards and in chunks", async () => {
    const store = memoryStore();
    const sink = await createZarr(store, { zarrFormat: 3 });
    const written = new Map<string, string>();
    for (const dataType of DATA_TYPES) {
      for (const shards of [{}, { chunkShape: [2, 5], shardShape: [4, 10] }]) {
        const path = `${dataType}/${Object.keys(shards).length}`;
        const array = await sink.createArray(path, arrayInfo(dataType, [LITTLE, GZIP], shards));
        written.set(path, hexOf(await writeSample(array)));
        await array.close();
      }
    }
    await sink.close();
    const original = await openZarr(store);
    const seen = await openZarr(viewStore(original!));
    for (const [path, hex] of written) {
      const array = seen?.kind === "group" ? await seen.open(path) : undefined;
      if (array?.kind !== "array") throw new Error(`${path} is an array`);
      expect(array.info.shardShape).toEqual(path.endsWith("0") ? undefined : [4, 10]);
      expect(hexOf(await readAll(array)), path).toBe(hex);
    }
  });

  it("lists groups and, of chunks, those that are stored", async () => {
    const view = viewStore(group({ image: cutSource([BIG, GZIP]) }));
    const keys = async (prefix: string) => (await collect(view.list(prefix))).map(({ key }) => key);
    expect(await keys("")).toEqual(["zarr.json", "image/"]);
    expect(await keys("image/")).toEqual(["image/zarr.json", "image/c/"]);
    expect(await keys("image/c/")).toEqual(["image/c/0/", "image/c/1/", "image/c/2/"]);
    expect(await keys("image/c/1/")).toEqual(["image/c/1/0"]);
    for (const nothing of ["image/c/3/", "image/c/0/0/", "image/d/", "elsewhere/"])
      expect(await keys(nothing)).toEqual([]);
  });

  it("lists what it cannot show, and says why when asked", async () => {
    const broken = {
      ...cutSource([LITTLE]),
      info: { ...cutSource([LITTLE]).info, dataType: "json" as const },
    };
    const view = viewStore(group({ broken, image: cutSource([LITTLE]) }));
    expect((await collect(view.list(""))).map(({ key }) => key)).toEqual(["zarr.json", "broken/", "image/"]);
    await expect(view.get("broken/zarr.json")).rejects.toMatchObject({ code: "unsupported" });
  });

  it("consolidates metadata at the root, without what cannot be shown", async () => {
    const json = { ...cutSource([LITTLE]), info: { ...cutSource([LITTLE]).info, dataType: "json" as const } };
    const all = group({ deep: group({ image: cutSource([LITTLE, GZIP]), json }, { b: 2 }) }, { a: 1 });
    const view = viewStore(all, { consolidated: true });
    const document = JSON.parse(new TextDecoder().decode(await view.get("zarr.json")));
    expect(document.attributes).toEqual({ a: 1 });
    expect(Object.keys(document.consolidated_metadata.metadata).sort()).toEqual(["deep", "deep/image"]);
    expect(document.consolidated_metadata.metadata.deep.attributes).toEqual({ b: 2 });
    const unlisted = viewStore({ ...group({}), list: undefined }, { consolidated: true });
    expect(new TextDecoder().decode(await unlisted.get("zarr.json"))).not.toContain("consolidated");
  });

  it("has the chunk of an array without axes under c", async () => {
    const view = viewStore(arraySource(counting([]), []));
    expect((await collect(view.list(""))).map(({ key }) => key)).toEqual(["zarr.json", "c"]);
    expect(await view.get("c")).toEqual(Uint8Array.of(0, 0));
  });

  it("tells the size of a chunk that stays as it is without reading it", async () => {
    const store = memoryStore();
    const sink = await createZarr(store, { zarrFormat: 3 });
    const info = arrayInfo("uint16", [LITTLE, GZIP], { chunkShape: [2, 5], shardShape: [4, 10] });
    const array = await sink.createArray("a", info);
    await writeSample(array);
    await array.close();
    await sink.close();
    const recording = recordingStore(store);
    const view = viewStore((await openZarr(recording))!, { shards: "none" });
    const bytes = await view.get("a/c/1/1");
    recording.reset();
    expect(await view.size("a/c/1/1")).toBe(bytes?.length);
    expect(recording.calls).toEqual([]);
    expect(await view.getRange("a/c/1/1", { offset: 2, length: 3 })).toEqual(bytes?.slice(2, 5));
    expect(await view.getRange("a/c/1/1", { suffixLength: 4 })).toEqual(bytes?.slice(-4));
    expect(await view.getRange("a/c/1/1", { suffixLength: 4000 })).toEqual(bytes);
    await expect(view.getRange("a/c/1/1", { offset: 0, length: 4000 })).rejects.toMatchObject({
      code: "invalid-data",
    });
  });

  it("reads chunks for their size where their source cannot say where they lie", async () => {
    const source: LocatedChunkSource = {
      ...cutSource([LITTLE]),
      async locateChunk() {
        throw new StorageError("unsupported", "No places", { format: "test", feature: "places" });
      },
    };
    expect(await viewStore(source).size("c/0/0")).toBe(16);
  });

  it("has nothing under keys that are no node's, nor outside the grid", async () => {
    const view = viewStore(group({ image: cutSource([LITTLE]), c: cutSource([LITTLE]) }));
    for (const key of ["image/c/3/0", "image/c/0", "image/c/0/0/0", "image/c", "image/c/00/0"])
      expect(await view.get(key), key).toBeUndefined();
    for (const key of ["", "image", "image/.zarray", "../zarr.json", "a//zarr.json", "c/0/0"])
      expect(await view.get(key), key).toBeUndefined();
    // An array may be called c.
    expect(await view.get("c/c/0/0")).toHaveLength(16);
  });

  it("rejects with the reason of an abort", async () => {
    const view = viewStore(cutSource([LITTLE]));
    await expect(view.get("zarr.json", { signal: AbortSignal.abort("enough") })).rejects.toBe("enough");
    await expect(view.get("c/0/0", { signal: AbortSignal.abort("enough") })).rejects.toBe("enough");
  });
});
