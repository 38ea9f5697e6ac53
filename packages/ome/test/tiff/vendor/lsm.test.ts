import { describe, expect, it } from "vitest";
import { readLsm } from "../../../src/tiff/vendor/lsm.ts";
import { type FakePage, fakeFile } from "../../fake-pages.ts";

/** CZ_LSMINFO. */
function info(slices: number, times: number, channels = 1) {
  const bytes = new Uint8Array(128);
  const view = new DataView(bytes.buffer);
  view.setInt32(16, slices, true);
  view.setInt32(20, channels, true);
  view.setInt32(24, times, true);
  return { type: "BYTE", bytes };
}

/** So many images, a thumbnail behind each. */
function lsm(count: number, slices: number, times: number) {
  const pages = Array.from({ length: count }, (_, n): FakePage[] => [
    { shape: [2, 4], base: 1000 * n, tag: async () => info(slices, times) },
    { shape: [1, 2], newSubfileType: 1 },
  ]);
  return fakeFile(pages.flat());
}

describe("readLsm()", () => {
  it("leaves out thumbnails", async () => {
    const { images, warnings } = await readLsm(lsm(6, 3, 2));
    const { source } = images[0]!.levels[0];
    expect(source.info.shape).toEqual([2, 3, 2, 4]);
    expect((await source.readChunk([1, 2, 0, 0]))?.data[0]).toBe(5000);
    expect(warnings).toBeUndefined();
  });

  it("has no chunks of planes that were not acquired, and says so", async () => {
    const { images, warnings } = await readLsm(lsm(4, 3, 2));
    const { source } = images[0]!.levels[0];
    expect(source.info.shape).toEqual([2, 3, 2, 4]);
    expect((await source.readChunk([1, 0, 0, 0]))?.data[0]).toBe(3000);
    expect(await source.readChunk([1, 1, 0, 0])).toBeUndefined();
    expect(warnings).toEqual(["It was interrupted: it has 4 of 6 pages"]);
  });

  it("rejects more pages than its dimensions have", async () => {
    await expect(readLsm(lsm(7, 3, 2))).rejects.toMatchObject({ code: "invalid-data" });
  });

  it("rejects channels that do not fill the samples of pixels", async () => {
    const file = fakeFile([{ shape: [2, 4, 3], tag: async () => info(1, 1, 4) }]);
    await expect(readLsm(file)).rejects.toMatchObject({ code: "invalid-data", context: { format: "lsm" } });
  });
});
