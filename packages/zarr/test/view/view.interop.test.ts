import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  bytesOf,
  type CodecSpec,
  type ListableStore,
  type ReadableStore,
  type WritableStore,
} from "@chunkwright/core";
import { fsStore } from "@chunkwright/stores/fs";
import { memoryStore } from "@chunkwright/stores/memory";
import { python, writeSample } from "@chunkwright/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createZarr, createZarrArray, openZarr, type ZarrNode } from "../../src/index.ts";
import { isPortableCodec, viewStore, writeParquetReferences, writeReferences } from "../../src/view/index.ts";
import { arrayInfo, DATA_TYPES } from "../sample.ts";

const BIG: CodecSpec = { name: "bytes", configuration: { endian: "big" } };
const GZIP: CodecSpec = { name: "gzip", configuration: { level: 1 } };
const SCALAR = { shape: [], chunkShape: [] };
const SHARDS = { chunkShape: [2, 2], shardShape: [4, 6] };

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "chunkwright-view-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function script(name: string): string {
  return new URL(`../python/${name}`, import.meta.url).pathname;
}

/** All that a view holds, as a directory. */
async function dump(from: ReadableStore & ListableStore, to: WritableStore, prefix = ""): Promise<void> {
  for await (const { kind, key } of from.list(prefix)) {
    if (kind === "prefix") await dump(from, to, key);
    else await to.set(key, (await from.get(key))!);
  }
}

async function opened(store: Parameters<typeof openZarr>[0]): Promise<ZarrNode> {
  const node = await openZarr(store);
  if (!node) throw new Error("The store holds a hierarchy");
  return node;
}

it("zarr-python and tensorstore read views of every type, chunks as they are and encoded anew", async () => {
  const store = memoryStore();
  const sink = await createZarr(store, { zarrFormat: 3 });
  const written = new Map<string, string>();
  for (const dataType of DATA_TYPES) {
    const array = await sink.createArray(dataType, arrayInfo(dataType, [BIG, GZIP], SHARDS));
    const { data } = await writeSample(array);
    await array.close();
    written.set(dataType, createHash("sha256").update(bytesOf(data)).digest("hex"));
  }
  await sink.close();
  const root = await opened(store);
  for (const [name, isPortable] of Object.entries({ asStored: isPortableCodec, plain: () => false })) {
    await dump(viewStore(root, { isPortable, consolidated: true }), fsStore(join(folder, name)));
  }
  const paths = ["asStored", "plain"].flatMap((name) => DATA_TYPES.map((type) => `${name}/${type}`));
  const manifest = paths.map((path) => ({ path, zarrFormat: 3, tensorstore: true }));
  const read = JSON.parse(await python(script("digests.py"), folder, JSON.stringify(manifest)));
  for (const reader of ["zarr", "tensorstore"]) {
    for (const path of paths)
      expect(read[reader][path], `${reader} ${path}`).toBe(written.get(path.split("/")[1]!));
  }
  expect([...read.members].sort()).toEqual([...paths].sort());
});

it("zarr-python and tensorstore read the shards of views, nested ones too", async () => {
  const store = memoryStore();
  const layouts = { end: {}, start: { indexLocation: "start" }, nested: { innerShards: [[4, 4]] } } as const;
  const written = new Map<string, string>();
  for (const [name, sharding] of Object.entries(layouts)) {
    const info = arrayInfo("int32", [BIG, GZIP], { chunkShape: [2, 2], shardShape: [8, 8] });
    const sink = await createZarrArray(store, name, info, { zarrFormat: 3, sharding });
    const { data } = await writeSample(sink);
    await sink.close();
    written.set(`shards/${name}`, createHash("sha256").update(bytesOf(data)).digest("hex"));
  }
  await (await createZarr(store, { zarrFormat: 3 })).close();
  const view = viewStore(await opened(store), { shards: "all", consolidated: true });
  await dump(view, fsStore(join(folder, "shards")));
  expect(await view.get("nested/c/0/1")).toEqual(await store.get("nested/c/0/1"));
  const manifest = [...written.keys()].map((path) => ({ path, zarrFormat: 3, tensorstore: true }));
  const read = JSON.parse(await python(script("digests.py"), folder, JSON.stringify(manifest)));
  for (const reader of ["zarr", "tensorstore"])
    expect(read[reader], reader).toEqual(Object.fromEntries(written));
});

it("zarr-python reads references through fsspec", async () => {
  const store = fsStore(join(folder, "referenced"));
  const sink = await createZarr(store, { zarrFormat: 3, attributes: { a: 1 } });
  const array = await sink.createArray("image", arrayInfo("uint16", [BIG, GZIP], SHARDS));
  const { data } = await writeSample(array);
  await array.close();
  await sink.close();
  const root = await opened(store);
  const documents: string[] = [];
  for (const zarrFormat of [2, 3] as const) {
    const references = await writeReferences(root, {
      zarrFormat,
      urlOf: (key) => join(folder, "referenced", key),
    });
    expect(Object.values(references.refs).filter((reference) => Array.isArray(reference))).toHaveLength(
      4 * 5,
    );
    const document = join(folder, `${zarrFormat}.json`);
    await writeFile(document, JSON.stringify(references));
    documents.push(document);
  }
  const digest = createHash("sha256").update(bytesOf(data)).digest("hex");
  const read = JSON.parse(await python(script("references.py"), ...documents));
  expect(read).toEqual({ 2: digest, 3: digest });
});

it("zarr-python reads references in Parquet files through fsspec", async () => {
  const store = fsStore(join(folder, "parquet"));
  const sink = await createZarr(store, { zarrFormat: 3 });
  const written = new Map<string, string>();
  for (const [path, change] of Object.entries({ "deep/shards": SHARDS, chunks: {}, scalar: SCALAR })) {
    const array = await sink.createArray(path, arrayInfo("uint16", [BIG, GZIP], change));
    const { data } = await writeSample(array);
    await array.close();
    written.set(path, createHash("sha256").update(bytesOf(data)).digest("hex"));
  }
  await sink.close();
  const urlOf = (key: string) => join(folder, "parquet", key);
  const sizeOf = (key: string) => store.size(key);
  await writeParquetReferences(await opened(store), fsStore(folder), {
    path: "references.parq",
    recordSize: 5,
    urlOf,
    sizeOf,
  });
  const references = join(folder, "references.parq");
  const read = JSON.parse(await python(script("parquet_references.py"), references, ...written.keys()));
  expect(read).toEqual(Object.fromEntries(written));
});
