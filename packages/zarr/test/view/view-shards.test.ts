import type { ArrayInfo, CodecSpec } from "@chunkwright/core";
import { readRegion } from "@chunkwright/core";
import { memoryStore } from "@chunkwright/stores/memory";
import { collect, recordingStore, writeSample } from "@chunkwright/testkit";
import { describe, expect, it } from "vitest";
import { get, open, root } from "zarrita";
import { createZarrArray, openZarr, type ZarrArray, type ZarrArrayOptions } from "../../src/index.ts";
import { asZarritaStore, type ViewOptions, type ViewStore, viewStore } from "../../src/view/index.ts";
import { arrayInfo, hexOf } from "../sample.ts";

const LITTLE: CodecSpec = { name: "bytes", configuration: { endian: "little" } };
const GZIP: CodecSpec = { name: "gzip", configuration: { level: 1 } };
const TRANSPOSE: CodecSpec = { name: "transpose", configuration: { order: [1, 0] } };
const SHARDS: Partial<ArrayInfo> = { shape: [13, 19], chunkShape: [2, 2], shardShape: [8, 8] };

/** A sample in shards, all but the last of which are stored, behind a store that records. */
async function sharded(options: Partial<ZarrArrayOptions> = {}) {
  const store = memoryStore();
  const own = options.sharding?.order ? [TRANSPOSE] : [];
  const info = arrayInfo("uint16", [...own, LITTLE, GZIP], SHARDS);
  const sink = await createZarrArray(store, "a", info, { zarrFormat: 3, ...options });
  await writeSample(sink, ([row = 0, column = 0]) => row >= 4 && column >= 8);
  await sink.close();
  const recording = recordingStore(store);
  return { store, recording, array: await opened(recording, "a") };
}

async function opened(store: Parameters<typeof openZarr>[0], path = ""): Promise<ZarrArray> {
  const node = await openZarr(store, path);
  if (node?.kind !== "array") throw new Error(`${path} is not an array`);
  return node;
}

async function documentOf(view: ViewStore) {
  return JSON.parse(new TextDecoder().decode(await view.get("zarr.json")));
}

async function hexOfAll(array: ZarrArray): Promise<string> {
  const { shape } = array.info;
  return hexOf(await readRegion(array, { start: shape.map(() => 0), shape }));
}

const LAYOUTS: readonly [string, Partial<ZarrArrayOptions>, ViewOptions][] = [
  ["index at the end", {}, {}],
  ["no checksum", { sharding: { checksum: false } }, {}],
  ["keys of v2", { keyEncoding: "v2", separator: "." }, {}],
  ["index at the start", { sharding: { indexLocation: "start" } }, { shards: "all" }],
  ["shards inside", { sharding: { innerShards: [[4, 4]] } }, { shards: "all" }],
  ["axes in another order", { sharding: { order: [1, 0] } }, { shards: "all" }],
];

describe("viewStore() of an array in shards", () => {
  it.each(LAYOUTS)("shows the shards with %s untouched", async (_, options, viewOptions) => {
    const { store, array } = await sharded(options);
    const view = viewStore(array, viewOptions);
    const { codecs, chunk_grid: grid } = await documentOf(view);
    expect(codecs).toEqual(array.metadata.codecs);
    expect(grid).toEqual({ name: "regular", configuration: { chunk_shape: [8, 8] } });
    for (const shard of [
      [0, 0],
      [1, 1],
    ]) {
      expect(await view.get(`c/${shard.join("/")}`)).toEqual(await store.get(array.shards!.keyOf(shard)));
    }
    expect(await view.get("c/1/2")).toBeUndefined();
    expect(await view.size("c/1/2")).toBeUndefined();
    expect(await view.get("c/2/0")).toBeUndefined();
    const seen = await opened(view);
    expect(seen.info.shardShape).toEqual([8, 8]);
    expect(await hexOfAll(seen)).toBe(await hexOfAll(array));
  });

  it("passes ranges on: one request for the index, and one for a chunk", async () => {
    const { recording, array } = await sharded();
    const seen = await opened(viewStore(array));
    recording.reset();
    await seen.readChunk([1, 1]);
    expect(recording.calls).toEqual([
      { operation: "getRange", key: "a/c/0/0", range: { suffixLength: 16 * 16 + 4 } },
      {
        operation: "getRange",
        key: "a/c/0/0",
        range: expect.objectContaining({ length: expect.anything() }),
      },
    ]);
    await seen.readChunk([1, 2]);
    expect(recording.calls).toHaveLength(3);
  });

  it("tells the size of a shard without reading it", async () => {
    const { store, recording, array } = await sharded();
    const view = viewStore(array);
    recording.reset();
    expect(await view.size("c/0/1")).toBe((await store.get("a/c/0/1"))?.byteLength);
    expect(recording.calls.map(({ operation }) => operation)).toEqual(["size"]);
  });

  it("lists the shards that are stored", async () => {
    const view = viewStore((await sharded()).array);
    const keys = async (prefix: string) => (await collect(view.list(prefix))).map(({ key }) => key);
    expect(await keys("c/")).toEqual(["c/0/", "c/1/"]);
    expect(await keys("c/0/")).toEqual(["c/0/0", "c/0/1", "c/0/2"]);
    expect(await keys("c/1/")).toEqual(["c/1/0", "c/1/1"]);
  });

  it.each<[string, Partial<ZarrArrayOptions>, ViewOptions]>([
    ["an index at the start", { sharding: { indexLocation: "start" } }, {}],
    ["shards inside", { sharding: { innerShards: [[4, 4]] } }, {}],
    ["a codec beside", { sharding: { order: [1, 0] } }, {}],
    ["any layout where shards are not wanted", {}, { shards: "none" }],
    ["a codec that readers lack", {}, { isPortable: ({ name }) => name !== "gzip" }],
  ])("shows the chunks one by one of shards with %s", async (_, options, viewOptions) => {
    const { array } = await sharded(options);
    const seen = await opened(viewStore(array, viewOptions));
    expect([seen.info.chunkShape, seen.info.shardShape]).toEqual([[2, 2], undefined]);
    expect(await hexOfAll(seen)).toBe(await hexOfAll(array));
  });

  it.each(LAYOUTS)("is read by zarrita with %s, unless told", async (_, options) => {
    const { array } = await sharded(options);
    const seen = await get(await open(root(asZarritaStore(viewStore(array))), { kind: "array" }));
    // zarrita leaves the axes in memory as they were stored.
    const [rows = 0, columns = 0] = seen.stride;
    const inOrder = Array.from({ length: 13 * 19 }, (_, i) => {
      return (seen.data as Uint16Array)[Math.floor(i / 19) * rows + (i % 19) * columns] ?? 0;
    });
    expect(hexOf({ dataType: "uint16", shape: [13, 19], data: Uint16Array.from(inOrder) })).toBe(
      await hexOfAll(array),
    );
  });
});
