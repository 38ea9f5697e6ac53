import { describe, expect, it } from "vitest";
import { readScanImage } from "../../../src/tiff/vendor/scanimage.ts";
import { fakeFile } from "../../fake-pages.ts";

function pages(count: number) {
  return fakeFile(Array.from({ length: count }, (_, n) => ({ shape: [2, 4], base: 1000 * n })));
}

function software(...fields: string[]): string {
  return ["SI.VERSION_MAJOR = 2016", "SI.hChannels.channelSave = [1;2]", ...fields].join("\n");
}

const [FRAMES, SLICES] = ["SI.hStackManager.framesPerSlice", "SI.hStackManager.numSlices"];

describe("readScanImage()", () => {
  it("nests channels, frames, slices and volumes", async () => {
    const { images, warnings } = await readScanImage(pages(24), software(`${FRAMES} = 2`, `${SLICES} = 3`));
    const { source } = images[0]!.levels[0];
    expect(source.info.shape).toEqual([4, 2, 3, 2, 4]);
    expect((await source.readChunk([3, 1, 2, 0, 0]))?.data[0]).toBe(23_000);
    expect(warnings).toBeUndefined();
  });

  it("has no chunks of planes after it was stopped, and says so", async () => {
    const { images, warnings } = await readScanImage(pages(17), software(`${FRAMES} = 2`, `${SLICES} = 3`));
    const { source } = images[0]!.levels[0];
    expect(source.info.shape).toEqual([4, 2, 3, 2, 4]);
    expect((await source.readChunk([2, 0, 1, 0, 0]))?.data[0]).toBe(16_000);
    expect(await source.readChunk([2, 1, 1, 0, 0])).toBeUndefined();
    expect(warnings).toEqual(["It was stopped: it has 17 of 24 pages"]);
  });

  it("has as many times as pages where one slice was recorded, however long that was to be", async () => {
    const { images, warnings } = await readScanImage(pages(10), software(`${FRAMES} = 100`, `${SLICES} = 1`));
    expect(images[0]!.levels[0].source.info.shape).toEqual([5, 2, 2, 4]);
    expect(warnings).toBeUndefined();
  });
});
