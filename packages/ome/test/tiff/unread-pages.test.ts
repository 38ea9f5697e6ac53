import { StorageError } from "@chunkwright/core";
import { describe, expect, it } from "vitest";
import { readTiffImages } from "../../src/index.ts";
import { type FakePage, fakeFile } from "../fake-pages.ts";

const BROKEN = new StorageError("invalid-data", "Cannot walk the IFDs: IFD 2 leads to 99", {
  format: "tiff",
});
const RAW = new StorageError("unsupported", "Cannot read image: its compression is 34713", {
  format: "tiff",
  feature: "compression 34713",
});
const plane: FakePage = { shape: [4, 8] };

describe("readTiffImages()", () => {
  it("leaves out what is behind the place where the chain breaks, and says so", async () => {
    const { images, unread, warnings } = await readTiffImages(fakeFile([plane, plane, plane], BROKEN));
    expect(images.map(({ levels }) => levels[0].source.info.shape)).toEqual([[3, 4, 8]]);
    expect(unread).toEqual([{ path: "ifd/3", error: BROKEN }]);
    expect(warnings).toEqual([`ifd/3 is left out: ${BROKEN.message}`]);
  });

  it("counts the pages up to there for dialects that divide them among axes", async () => {
    const software = "SI.hChannels.channelSave = [1;2]\nSI.hStackManager.framesPerSlice = 1";
    const pages = [1, 2, 3, 4, 5, 6].map(() => ({ ...plane, software }));
    const { images, unread } = await readTiffImages(fakeFile(pages, BROKEN));
    expect(images[0]!.levels[0].source.info.shape.slice(-3)).toEqual([3, 4, 8]);
    expect(unread).toHaveLength(1);
  });

  it("keeps the images around one that cannot be read", async () => {
    const { images, unread } = await readTiffImages(
      fakeFile([plane, { ...plane, error: RAW }, { shape: [2, 2] }]),
    );
    expect(images.map(({ levels }) => levels[0].source.info.shape)).toEqual([
      [4, 8],
      [2, 2],
    ]);
    expect(unread).toEqual([{ path: "ifd/1", error: RAW }]);
  });

  it("keeps levels beside a SubIFD that cannot be read", async () => {
    const page: FakePage = {
      ...plane,
      path: "ifd/0",
      subIfds: [{ ...plane, error: RAW }, { shape: [2, 4] }],
    };
    const { images, unread } = await readTiffImages(fakeFile([page]));
    expect(images[0]!.levels.map(({ source }) => source.info.shape)).toEqual([
      [4, 8],
      [2, 4],
    ]);
    expect(unread).toEqual([{ path: "ifd/0/sub/0", error: RAW }]);
  });

  it("rejects where no image is left, and where a description counts pages behind a break", async () => {
    await expect(readTiffImages(fakeFile([{ ...plane, error: RAW }]))).rejects.toBe(RAW);
    const description = "ImageJ=1.53\nimages=9\nslices=9";
    await expect(readTiffImages(fakeFile([{ ...plane, description }], BROKEN))).rejects.toBe(BROKEN);
  });

  it.each([
    ["<OME><Image/></OME>", "Cannot parse OME-XML: image  has no Pixels element"],
    ["<OME><Image></OME>", "Cannot parse OME-XML: 1:18: unexpected close tag."],
  ])("takes pages as they come where %j contradicts itself or them", async (description, fact) => {
    const { images, warnings } = await readTiffImages(fakeFile([{ ...plane, description }]));
    expect(images.map(({ levels }) => levels[0].source.info.shape)).toEqual([[4, 8]]);
    expect(warnings).toContain(`${fact}: its pages are taken as they come`);
  });

  it("warns of a description that lies outside the file", async () => {
    const tags = [256, 270];
    const { images, warnings } = await readTiffImages(fakeFile([{ ...plane, tags }]));
    expect(images).toHaveLength(1);
    expect(warnings).toEqual([expect.stringMatching(/^Its ImageDescription cannot be read, /)]);
  });
});
