import { type Bytes, openFile } from "@chunkwright/core";
import { memoryStore } from "@chunkwright/stores/memory";
import { collect, roundStore } from "@chunkwright/testkit";
import { expect, it } from "vitest";
import { openTiff } from "../../src/index.ts";

const BLOCK = 2 ** 16;
const PAGES = 3;
const LEVELS = 4;

/** Directories of pages and of their levels, each in a block of its own, as tifffile leaves them between the pixels. */
function scattered(): Bytes {
  const bytes = new Uint8Array(BLOCK * (1 + PAGES * (1 + LEVELS)) + BLOCK);
  const view = new DataView(bytes.buffer);
  bytes.set([0x49, 0x49, 42, 0]);
  const pageAt = (page: number) => BLOCK * (1 + page * (1 + LEVELS));
  const writeIfd = (offset: number, entries: readonly (readonly number[])[], next: number): void => {
    view.setUint16(offset, entries.length, true);
    for (const [i, [tag = 0, count = 1, value = 0]] of entries.entries()) {
      view.setUint16(offset + 2 + 12 * i, tag, true);
      view.setUint16(offset + 4 + 12 * i, 4, true);
      view.setUint32(offset + 6 + 12 * i, count, true);
      view.setUint32(offset + 10 + 12 * i, value, true);
    }
    view.setUint32(offset + 2 + 12 * entries.length, next, true);
  };
  const image = [
    [256, 1, 1],
    [257, 1, 1],
    [273, 1, 8],
    [279, 1, 1],
  ];
  view.setUint32(4, pageAt(0), true);
  for (let page = 0; page < PAGES; page += 1) {
    const offset = pageAt(page);
    const list = offset + 1024;
    writeIfd(offset, [...image, [330, LEVELS, list]], page + 1 < PAGES ? pageAt(page + 1) : 0);
    for (let level = 0; level < LEVELS; level += 1) {
      const levelAt = offset + BLOCK * (1 + level);
      view.setUint32(list + 4 * level, levelAt, true);
      writeIfd(levelAt, image, 0);
    }
  }
  return bytes;
}

it("are read side by side, with the next page", async () => {
  const far = roundStore(memoryStore([["a.tif", scattered()]]));
  const file = (await openFile(far, "a.tif"))!;
  const tiff = await openTiff(file);
  const before = far.rounds;
  const arrays = await collect(tiff.arrays());
  expect(arrays.map(({ path }) => path).slice(0, 6)).toEqual([
    "ifd/0",
    ...Array.from({ length: LEVELS }, (_, k) => `ifd/0/sub/${k}`),
    "ifd/1",
  ]);
  expect(arrays.filter((array) => "error" in array)).toEqual([]);
  expect(arrays.length).toBe(PAGES * (1 + LEVELS));
  // A round for the first page, and one for the levels of each together with the page after it.
  expect(far.rounds - before).toBe(1 + PAGES);
});
