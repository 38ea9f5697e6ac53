import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { isStorageError, readRegion } from "@chunkwright/core";
import { fsStore } from "@chunkwright/stores/fs";
import { memoryStore } from "@chunkwright/stores/memory";
import { describe, expect, it, onTestFinished } from "vitest";
import { readNdTiffImages } from "../../../../src/index.ts";

const FIXTURES = resolve(import.meta.dirname, "../../../fixtures/series");
const STACK = "named_NDTiffStack.tif";

async function copyOf(name: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "chunkwright-ome-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await cp(join(FIXTURES, name), folder, { recursive: true });
  return folder;
}

function entry(
  axes: object,
  { width = 2, height = 2, pixelType = 0, compression = 0, offset = 0, file = "a.tif" } = {},
): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(axes));
  const name = new TextEncoder().encode(file);
  const bytes = new Uint8Array(8 + json.length + name.length + 32);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, json.length, true);
  bytes.set(json, 4);
  view.setUint32(4 + json.length, name.length, true);
  bytes.set(name, 8 + json.length);
  for (const [i, value] of [offset, width, height, pixelType, compression].entries()) {
    view.setUint32(8 + json.length + name.length + 4 * i, value, true);
  }
  return bytes;
}

async function open(entries: readonly Uint8Array[], bytes = 64) {
  const store = memoryStore();
  await store.set(
    "NDTiff.index",
    new Uint8Array(await new Blob(entries.map((e) => e.slice())).arrayBuffer()),
  );
  await store.set(
    "a.tif",
    new Uint8Array(bytes).map((_, i) => i),
  );
  return readNdTiffImages({ store, name: "run" });
}

describe("readNdTiffImages()", () => {
  it("reads RGB as channels", async () => {
    const collection = await open([
      entry({ z: 0 }, { pixelType: 2, offset: 4 }),
      entry({ z: 1 }, { pixelType: 2, offset: 30 }),
    ]);
    const { axes, channels, levels } = collection!.images[0]!;
    expect(axes.map(({ name }) => name)).toEqual(["c", "z", "y", "x"]);
    expect(channels.map(({ color }) => color)).toEqual([0xff0000, 0x00ff00, 0x0000ff]);
    const { data } = await readRegion(levels[0].source, { start: [1, 0, 0, 0], shape: [1, 2, 2, 2] });
    expect([...data]).toEqual([5, 8, 11, 14, 31, 34, 37, 40]);
  });

  it("tells of a file that is missing, and reads its planes as absent", async () => {
    const folder = await copyOf("ndtiff/positions_1");
    const index = await readFile(join(folder, "NDTiff.index"));
    await writeFile(
      join(folder, "NDTiff.index"),
      Buffer.concat([index, entry({ position: 0, angle: "left", time: 2 }, { width: 9, height: 8 })]),
    );
    const collection = await readNdTiffImages({ store: fsStore(folder) });
    expect(collection?.unread).toMatchObject([{ path: "a.tif", error: { code: "not-found" } }]);
    expect(await collection?.images[0]?.levels[0].source.readChunk([2, 0, 0])).toBeUndefined();
  });

  it("takes time linear in the planes, however many channels and files there are", async () => {
    const many = Array.from({ length: 60_000 }, (_, channel) =>
      entry({ channel }, { file: `${channel}.tif` }),
    );
    const collection = await open([...many, entry({ channel: 60_000 })]);
    expect(collection?.images[0]?.channels).toHaveLength(60_001);
    expect(collection?.unread).toHaveLength(60_000);
  }, 15_000);

  it("leaves out a lower resolution that is damaged", async () => {
    const folder = await copyOf("ndtiff-tiles");
    const levels = async () =>
      (await readNdTiffImages({ store: fsStore(folder) }))?.images.map((image) => image.levels.length);
    expect(await levels()).toEqual([2]);
    await writeFile(join(folder, "Downsampled_x2/NDTiff.index"), entry({ row: 0, column: 0 }));
    expect(await levels()).toEqual([1]);
    await writeFile(join(folder, "Downsampled_x2/NDTiff.index"), entry([]));
    expect(await levels()).toEqual([1]);
  });

  it("tells of an index that is cut off", async () => {
    const folder = await copyOf("ndtiff/named_1");
    const index = await readFile(join(folder, "NDTiff.index"));
    await writeFile(join(folder, "NDTiff.index"), index.subarray(0, -1));
    expect((await readNdTiffImages({ store: fsStore(folder) }))?.warnings).toEqual([
      "NDTiff.index ends within an entry: the planes behind it are left out",
    ]);
  });

  it.each([
    ["compressed planes", [entry({ z: 0 }, { compression: 1 })], "unsupported"],
    ["unknown pixel types", [entry({ z: 0 }, { pixelType: 9 })], "unsupported"],
    ["planes of no size", [entry({ z: 0 }, { width: 0 })], "invalid-data"],
    ["planes beyond the file", [entry({ z: 0 }, { width: 2 ** 31, height: 2 ** 31 })], "invalid-data"],
    ["planes of different sizes", [entry({ z: 0 }), entry({ z: 1 }, { width: 3 })], "invalid-data"],
    [
      "planes in one place",
      [entry({ z: 0 }), entry({ z: 0, channel: 5 }), entry({ z: 0, channel: 7 })],
      "invalid-data",
    ],
    ["positions that are no numbers", [entry({ z: 0.5 })], "invalid-data"],
    ["axes that are no object", [entry([1])], "invalid-data"],
    ["an index of nothing", [], "invalid-data"],
    ["an index that ends within its first entry", [entry({ z: 0 }).subarray(0, -1)], "invalid-data"],
  ])("refuses %s", async (_, entries, code) => {
    await expect(open(entries)).rejects.toMatchObject({ code });
  });

  it("rejects only with StorageErrors, whichever byte of the head is wrong", async () => {
    const folder = await copyOf("ndtiff/named_1");
    const stack = await readFile(join(folder, STACK));
    for (let at = 0; at < 40; at += 1) {
      await writeFile(
        join(folder, STACK),
        stack.map((byte, i) => (i === at ? byte ^ 0xff : byte)),
      );
      await readNdTiffImages({ store: fsStore(folder) }).catch((error) => {
        if (!isStorageError(error)) throw error;
      });
    }
  });

  it("is undefined for other directories", async () => {
    expect(await readNdTiffImages({ store: memoryStore() })).toBeUndefined();
  });
});
