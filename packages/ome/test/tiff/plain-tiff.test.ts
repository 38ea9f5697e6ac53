import { readRegion } from "@chunkwright/core";
import { describe, expect, it } from "vitest";
import { readPlainTiff } from "../../src/tiff/plain-tiff.ts";
import { fakeFile } from "../fake-pages.ts";

describe("readPlainTiff()", () => {
  it("makes equal pages a stack along z", async () => {
    const { images } = await readPlainTiff(
      fakeFile([0, 1, 2].map((n) => ({ shape: [2, 4], base: 1000 * n }))),
      { name: "a" },
    );
    expect(images).toHaveLength(1);
    expect(images[0]).toMatchObject({ name: "a", channels: [{}] });
    expect(images[0]!.axes.map(({ name }) => name)).toEqual(["z", "y", "x"]);
    const { data } = await readRegion(images[0]!.levels[0].source, { start: [0, 0, 0], shape: [3, 1, 1] });
    expect(Array.from(data, Number)).toEqual([0, 1000, 2000]);
  });

  it("makes smaller pages marked as reduced the levels of the one before", async () => {
    const file = fakeFile([
      { shape: [8, 16, 3] },
      { shape: [4, 8, 3], newSubfileType: 1, base: 100 },
      { shape: [2, 4, 3], newSubfileType: 1, base: 200 },
      { shape: [8, 16, 3] },
    ]);
    const { images } = await readPlainTiff(file, { name: "a" });
    expect(images.map(({ name, levels }) => [name, levels.map(({ source }) => source.info.shape)])).toEqual([
      [
        "a 0",
        [
          [3, 8, 16],
          [3, 4, 8],
          [3, 2, 4],
        ],
      ],
      ["a 1", [[3, 8, 16]]],
    ]);
    expect(images[0]!.levels.map(({ scale }) => scale)).toEqual([
      [1, 1, 1],
      [1, 2, 2],
      [1, 4, 4],
    ]);
    const { data } = await readRegion(images[0]!.levels[2]!.source, { start: [0, 0, 0], shape: [3, 1, 1] });
    expect(Array.from(data, Number)).toEqual([200, 201, 202]);
  });

  it("passes over pages and SubIFDs that have no ImageWidth, as cameras' thumbnails", async () => {
    const thumbnail = { shape: [1, 2], tags: [513] };
    const { images } = await readPlainTiff(
      fakeFile([
        { shape: [2, 4], subIfds: [thumbnail, { shape: [1, 2] }] },
        thumbnail,
        { shape: [2, 4], base: 2000 },
        { shape: [2, 4], base: 3000 },
      ]),
    );
    expect(images.map(({ levels }) => levels.map(({ source }) => source.info.shape))).toEqual([
      [
        [2, 4],
        [1, 2],
      ],
      [[2, 2, 4]],
    ]);
    const { data } = await readRegion(images[1]!.levels[0].source, { start: [1, 0, 0], shape: [1, 1, 1] });
    expect(Array.from(data, Number)).toEqual([3000]);
  });

  it("makes pages of another shape, type or chunk shape images of their own", async () => {
    const { images } = await readPlainTiff(
      fakeFile([
        { shape: [2, 4] },
        { shape: [2, 4], dataType: "uint8" },
        { shape: [2, 4], dataType: "uint8", chunkShape: [1, 4] },
        { shape: [3, 4], newSubfileType: 1 },
      ]),
    );
    expect(images.map(({ name, levels }) => [name, levels.length])).toEqual([
      ["0", 1],
      ["1", 1],
      ["2", 1],
      ["3", 1],
    ]);
  });

  it("makes SubIFDs that shrink levels", async () => {
    const page = { shape: [4, 8], subIfds: [{ shape: [2, 4], base: 9 }] };
    const { images } = await readPlainTiff(fakeFile([page, page]));
    expect(images[0]!.levels.map(({ source }) => source.info.shape)).toEqual([
      [2, 4, 8],
      [2, 2, 4],
    ]);
  });

  it("makes images of the full SubIFDs of a thumbnail, as raw files of cameras have them", async () => {
    const preview = { shape: [3, 9], newSubfileType: 1, base: 50 };
    const raw = { shape: [8, 16], base: 100 };
    const thumbnail = { shape: [2, 4], newSubfileType: 1, subIfds: [preview, raw] };
    const { images } = await readPlainTiff(fakeFile([thumbnail]), { name: "a" });
    expect(images.map(({ name, levels }) => [name, levels.map(({ source }) => source.info.shape)])).toEqual([
      ["a 0", [[2, 4]]],
      ["a 1", [[8, 16]]],
    ]);
    const { data } = await readRegion(images[1]!.levels[0].source, { start: [0, 0], shape: [1, 2] });
    expect(Array.from(data, Number)).toEqual([100, 101]);
  });

  it.each([
    ["pixels per centimetre", 3, 20_000, [0.5, 0.5]],
    ["pixels per inch", 2, 25_400, [1, 1]],
    ["screen resolution", 2, 72, [1, 1], "none"],
    ["no unit", 1, 20_000, [1, 1], "none"],
    ["zero", 3, 0, [1, 1], "none"],
  ])("reads the pixel size from %s", async (_, resolutionUnit, resolution, scale, unit = "micrometer") => {
    const page = { shape: [2, 4], resolutionUnit, xResolution: resolution, yResolution: resolution };
    const { images } = await readPlainTiff(fakeFile([page]));
    expect(images[0]!.levels[0].scale).toEqual(scale);
    expect(images[0]!.axes.map((axis) => axis.unit ?? "none")).toEqual([unit, unit]);
  });

  it("takes channels that tifffile stores as colour samples for no pages", async () => {
    const description = '{"shape": [2, 3, 3, 2, 4], "axes": "TZCYX"}';
    const pages = [0, 1, 2, 3, 4, 5].map((n) => ({ shape: [2, 4, 3], base: 1000 * n, description }));
    const [image] = (await readPlainTiff(fakeFile(pages))).images;
    expect(image!.axes.map(({ name }) => name)).toEqual(["t", "c", "z", "y", "x"]);
    expect(image!.levels[0].source.info.shape).toEqual([2, 3, 3, 2, 4]);
  });

  it("nests pages as tifffile's description says", async () => {
    const description = '{"shape": [2, 3, 2, 4], "axes": "CTYX"}';
    const pages = [0, 1, 2, 3, 4, 5].map((n) => ({ shape: [2, 4], base: 1000 * n, description }));
    const [image] = (await readPlainTiff(fakeFile(pages))).images;
    expect(image!.axes.map(({ name }) => name)).toEqual(["t", "c", "y", "x"]);
    const { data } = await readRegion(image!.levels[0].source, { start: [0, 0, 0, 0], shape: [3, 2, 1, 1] });
    expect(Array.from(data, Number)).toEqual([0, 3000, 1000, 4000, 2000, 5000]);
    expect(image!.channels).toHaveLength(2);
  });

  it("ends an image with the pages that tifffile's description counts", async () => {
    const descriptions = [
      '{"shape": [2, 2, 4], "axes": "TYX"}',
      "",
      '{"shape": [2, 4]}',
      '{"shape": [2, 4]}',
    ];
    const next = ['{"shape": [3, 2, 4], "axes": "CYX"}', "", ""];
    const pages = [...descriptions, ...next].map((description) => ({ shape: [2, 4], description }));
    const { images } = await readPlainTiff(fakeFile(pages));
    expect(
      images.map(({ axes, levels }) => [axes.map(({ name }) => name).join(""), levels[0].source.info.shape]),
    ).toEqual([
      ["tyx", [2, 2, 4]],
      ["zyx", [2, 2, 4]],
      ["cyx", [3, 2, 4]],
    ]);
  });

  it.each([
    '{"shape": [6, 2, 4]}',
    '{"shape": [2, 4, 2, 4], "axes": "CTYX"}',
    '{"shape": [2, 3, 2, 4], "axes": "QRYX"}',
    '{"shape": [2, 3',
  ])("falls back to a z stack where %s says nothing of use", async (description) => {
    const pages = [0, 1, 2, 3, 4, 5].map(() => ({ shape: [2, 4], description }));
    const [image] = (await readPlainTiff(fakeFile(pages))).images;
    expect(image!.levels[0].source.info.shape).toEqual([6, 2, 4]);
  });

  it("keeps transparency masks apart, and gives overviews to the image", async () => {
    const { images } = await readPlainTiff(
      fakeFile([
        { shape: [4, 8], dataType: "uint8" },
        { shape: [4, 8], dataType: "uint8", newSubfileType: 4 },
        { shape: [2, 4], dataType: "uint8", newSubfileType: 1 },
        { shape: [2, 4], dataType: "uint8", newSubfileType: 5 },
      ]),
    );
    expect(images.map(({ levels }) => levels.length)).toEqual([2, 2]);
  });

  it("counts colour samples beside the channels that tifffile's description names", async () => {
    const description = '{"shape": [3, 2, 4, 3], "axes": "CYXS"}';
    const pages = [0, 1, 2].map((n) => ({ shape: [2, 4, 3], base: 1000 * n, description }));
    const [image] = (await readPlainTiff(fakeFile(pages))).images;
    expect(image!.axes.map(({ name }) => name)).toEqual(["c", "y", "x"]);
    const { data } = await readRegion(image!.levels[0].source, { start: [0, 0, 0], shape: [9, 1, 1] });
    expect(Array.from(data, Number)).toEqual([0, 1, 2, 1000, 1001, 1002, 2000, 2001, 2002]);
  });

  it.each([
    ['{"shape": [3, 2, 2, 4], "truncated": true}', ["z", "y", "x"], [5, 0, 0]],
    ['{"shape": [3, 2, 2, 4], "truncated": true, "axes": "TCYX"}', ["t", "c", "y", "x"], [2, 1, 0, 0]],
    ['{"shape": [3, 2, 2, 4, 1], "truncated": true, "axes": "TCYXS"}', ["t", "c", "y", "x"], [2, 1, 0, 0]],
  ])("finds planes without IFDs behind the first by %s", async (description, axes, last) => {
    const truncated = fakeFile([{ shape: [2, 4], description }]);
    const [image] = (await readPlainTiff(truncated)).images;
    expect(image!.axes.map(({ name }) => name)).toEqual(axes);
    const plane = await image!.levels[0].source.readChunk(last);
    expect(plane?.data[0]).toBe(5000);
  });

  it("rejects a page that stands for others than its description says", async () => {
    const description = '{"shape": [6, 2, 5], "truncated": true}';
    const truncated = fakeFile([{ shape: [2, 4], description }]);
    await expect(readPlainTiff(truncated)).rejects.toMatchObject({ code: "unsupported" });
  });

  it("tells pages of other colours apart", async () => {
    const pages = [3, 1].map((photometric) => ({ shape: [4, 8], dataType: "uint8" as const, photometric }));
    expect((await readPlainTiff(fakeFile(pages))).images).toHaveLength(2);
  });

  it("rejects a file without an IFD", async () => {
    await expect(readPlainTiff(fakeFile([]))).rejects.toMatchObject({ code: "not-found" });
  });
});
