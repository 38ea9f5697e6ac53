import { expect, test } from "vitest";
import { readMicroManager } from "../../../src/tiff/vendor/micro-manager.ts";
import { fakeFile } from "../../fake-pages.ts";

const JSON_TAG = 51_123;

/** Pages that say in JSON what they show, of 2 times and 2 channels. */
function pages() {
  return [0, 1, 2, 3].map((n) => {
    const json = { FrameIndex: n >> 1, ChannelIndex: n & 1, Channel: `ch${n & 1}`, PixelSizeUm: 0.5 };
    const text = JSON.stringify(json);
    return {
      shape: [2, 3],
      base: 1000 * n,
      tags: [256, JSON_TAG],
      tag: async () => ({ type: "ASCII", text }),
    };
  });
}

/** Of 4 pages; the last one is that of another time. */
const INDEX = [0, 1, 2, 3].map((ifd) => ({
  ifd,
  channel: ifd & 1,
  slice: 0,
  frame: ifd === 3 ? 2 : ifd >> 1,
  position: 0,
}));

test("readMicroManager() opens no more pages than it needs if there is an index map", async () => {
  const file = { ...fakeFile(pages()), indexMap: async () => INDEX };
  const [image] = (await readMicroManager(file)).images;
  const { source } = image!.levels[0];
  expect(source.info.shape).toEqual([3, 2, 2, 3]);
  expect(image?.channels).toEqual([{ name: "ch0" }, { name: "ch1" }]);
  expect(image?.levels[0].scale).toEqual([1, 1, 0.5, 0.5]);
  expect([...new Set(file.asked)]).toEqual([0, 1]);
  expect((await source.readChunk([2, 1, 0, 0]))?.data[0]).toBe(3000);
  expect(await source.readChunk([1, 1, 0, 0])).toBeUndefined();
});

test("readMicroManager() reads what every page says if there is none", async () => {
  const file = fakeFile(pages());
  const [image] = (await readMicroManager(file)).images;
  expect(image?.levels[0].source.info.shape).toEqual([2, 2, 2, 3]);
  expect((await image?.levels[0].source.readChunk([1, 1, 0, 0]))?.data[0]).toBe(3000);
});

test("readMicroManager() refuses counts that no stack has", async () => {
  const indexMap = async () => [{ ...INDEX[0]!, frame: 2 ** 32 - 1 }];
  await expect(readMicroManager({ ...fakeFile(pages()), indexMap })).rejects.toMatchObject({
    code: "invalid-data",
  });
});
