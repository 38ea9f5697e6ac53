import { memoryStore } from "@chunkwright/stores/memory";
import { openTiff } from "@chunkwright/tiff";
import { expect, it } from "vitest";
import { readMicroManagerFolder } from "../../../../src/index.ts";

const FRAME = { "FrameKey-0-0-0": { FileName: "a.tif" } };

it("readMicroManagerFolder() rejects with not-found if no file is there", async () => {
  const store = memoryStore();
  await store.set("metadata.txt", new TextEncoder().encode(JSON.stringify(FRAME)));
  await expect(readMicroManagerFolder({ store, openTiff })).rejects.toMatchObject({ code: "not-found" });
});

it("readMicroManagerFolder() takes time linear in the frames, however many positions there are", async () => {
  const frames = Array.from({ length: 60_000 }, (_, i) => [
    `Coords-${i}.tif`,
    { position: i, time: 0, channel: 0, z: 0 },
  ]);
  const store = memoryStore();
  await store.set("metadata.txt", new TextEncoder().encode(JSON.stringify(Object.fromEntries(frames))));
  await expect(readMicroManagerFolder({ store, openTiff })).rejects.toMatchObject({ code: "not-found" });
}, 10_000);

it("readMicroManagerFolder() is undefined for directories with other texts of that name", async () => {
  const store = memoryStore();
  await store.set("metadata.txt", new TextEncoder().encode("Exposure: 100 ms"));
  await store.set("a/metadata.txt", new TextEncoder().encode("Exposure: 100 ms"));
  expect(await readMicroManagerFolder({ store, openTiff })).toBeUndefined();
});

it("readMicroManagerFolder() is undefined for directories without metadata.txt", async () => {
  const store = memoryStore();
  await store.set("a/b.tif", new Uint8Array(8));
  expect(await readMicroManagerFolder({ store, openTiff })).toBeUndefined();
});
