import type { Bytes } from "@chunkwright/core";
import { recordingFile } from "@chunkwright/testkit";
import { describe, expect, test } from "vitest";
import { openTiff } from "../../src/index.ts";

const IFDS = 500;
/** As of images of 100 KB and JSON between them: no two distances are equal. */
const OFFSETS = Array.from({ length: IFDS }, (_, n) => 64 + n * 100_000 + ((n * n) % 997));
const INDEX_OFFSET = OFFSETS.at(-1)! + 100;

interface Layout {
  readonly offsets?: readonly number[];
  readonly mapMark?: number;
  readonly count?: number;
}

/** IFDs without entries, and the map of Micro-Manager: two channels, one after the other. */
function stack({ offsets = OFFSETS, mapMark = 3_453_623, count = IFDS }: Layout = {}) {
  const bytes: Bytes = new Uint8Array(INDEX_OFFSET + 8 + 20 * IFDS);
  const view = new DataView(bytes.buffer);
  bytes.set([0x49, 0x49, 42, 0]);
  view.setUint32(4, OFFSETS[0]!, true);
  view.setUint32(8, 54_773_648, true);
  view.setUint32(12, INDEX_OFFSET, true);
  for (const [n, offset] of OFFSETS.entries()) view.setUint32(offset + 2, OFFSETS[n + 1] ?? 0, true);
  view.setUint32(INDEX_OFFSET, mapMark, true);
  view.setUint32(INDEX_OFFSET + 4, count, true);
  for (const [n, offset] of offsets.entries()) {
    const at = INDEX_OFFSET + 8 + 20 * n;
    for (const [i, value] of [n % 2, 0, Math.floor(n / 2), 7, offset].entries())
      view.setUint32(at + 4 * i, value, true);
  }
  return recordingFile(bytes);
}

describe("the index map of Micro-Manager", () => {
  test("saves the walk", async () => {
    const file = stack();
    const tiff = await openTiff(file);
    expect(await tiff.ifdOffsets()).toEqual(OFFSETS);
    expect((await tiff.ifd(321)).offset).toBe(OFFSETS[321]);
    expect(file.reads).toBeLessThanOrEqual(15);
  });

  test("tells what each IFD shows", async () => {
    const map = await (await openTiff(stack())).indexMap();
    expect(map).toHaveLength(IFDS);
    expect(map?.[321]).toEqual({ ifd: 321, channel: 1, slice: 0, frame: 160, position: 7 });
  });

  test("may list images in another order than the chain", async () => {
    const tiff = await openTiff(stack({ offsets: OFFSETS.toReversed() }));
    expect((await tiff.indexMap())?.[0]?.ifd).toBe(IFDS - 1);
    expect(await tiff.ifdOffsets()).toEqual(OFFSETS);
  });

  test.each([
    ["without its mark", { mapMark: 1 }, undefined],
    ["of more images than the file has room for", { count: 10_000 }, undefined],
    ["of absurdly many images", { count: 2 ** 32 - 1 }, undefined],
    ["of fewer images", { count: 300 }, 300],
    ["of other offsets", { offsets: OFFSETS.map((offset, n) => (n > 0 ? offset + 2 : offset)) }, 1],
    [
      "of offsets outside the file",
      { offsets: OFFSETS.map((offset, n) => (n > 0 ? 2 ** 32 - n : offset)) },
      1,
    ],
  ])("%s is not believed", async (_, layout, images) => {
    const tiff = await openTiff(stack(layout));
    expect(await tiff.ifdOffsets()).toEqual(OFFSETS);
    expect((await tiff.indexMap())?.length).toBe(images);
  });

  test("that is wrong about one image is found out when that is opened", async () => {
    const offsets = OFFSETS.with(123, OFFSETS[123]! + 2);
    const tiff = await openTiff(stack({ offsets }));
    expect(await tiff.ifdCount()).toBe(IFDS);
    expect((await tiff.ifd(123)).offset).toBe(OFFSETS[123]);
    expect(await tiff.ifdOffsets()).toEqual(OFFSETS);
  });
});

test("indexMap() is undefined in files of others", async () => {
  const bytes: Bytes = new Uint8Array([0x49, 0x49, 42, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  expect(await (await openTiff(recordingFile(bytes))).indexMap()).toBeUndefined();
});
