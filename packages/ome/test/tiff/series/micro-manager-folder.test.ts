import { memoryStore } from "@chunkwright/stores/memory";
import { openTiff } from "@chunkwright/tiff";
import { expect, it } from "vitest";
import { readMicroManagerFolder } from "../../../src/index.ts";

const FRAME = { "FrameKey-0-0-0": { FileName: "a.tif" } };

it("readMicroManagerFolder() rejects with not-found if no file is there", async () => {
  const store = memoryStore();
  await store.set("metadata.txt", new TextEncoder().encode(JSON.stringify(FRAME)));
  await expect(readMicroManagerFolder({ store, openTiff })).rejects.toMatchObject({ code: "not-found" });
});

it("readMicroManagerFolder() is undefined for directories without metadata.txt", async () => {
  const store = memoryStore();
  await store.set("a/b.tif", new Uint8Array(8));
  expect(await readMicroManagerFolder({ store, openTiff })).toBeUndefined();
});
