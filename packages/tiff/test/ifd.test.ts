import { fileOfBytes } from "@chunkwright/core";
import { describe, expect, test } from "vitest";
import { type Ifd, openTiff } from "../src/index.ts";
import { fixture } from "./fixtures.ts";
import { type Field, imageFields, LONG, SHORT, tiffBytes, without } from "./tiff-bytes.ts";

async function ifdOf(fields: readonly Field[]): Promise<Ifd> {
  return (await openTiff(fileOfBytes(tiffBytes({ data: [1, 2, 3, 4, 5, 6], ifds: [fields] })))).ifd(0);
}

const bytesOfText = (text: string) => [...new TextEncoder().encode(text)];

describe("fields of an IFD", () => {
  test("are as tifffile wrote them", async () => {
    const ifd = await (await openTiff(fileOfBytes(fixture("sub-ifds")))).ifd(1);
    expect(ifd).toMatchObject({
      path: "ifd/1",
      width: 32,
      height: 32,
      bitsPerSample: [8],
      sampleFormat: [1],
      compression: 1,
      photometric: 1,
      samplesPerPixel: 1,
      tileWidth: 16,
      tileHeight: 16,
      rowsPerStrip: undefined,
      xResolution: 100.5,
      yResolution: 50,
      resolutionUnit: 3,
      description: "page 1: 1 µm",
      software: "fixture",
      newSubfileType: 0,
    });
  });

  test("have the defaults of the specification", async () => {
    expect(await ifdOf(without(imageFields(3, 2), 258, 259, 262, 278))).toMatchObject({
      bitsPerSample: [1],
      sampleFormat: [1],
      compression: 1,
      predictor: 1,
      fillOrder: 1,
      photometric: undefined,
      planarConfiguration: 1,
      extraSamples: [],
      resolutionUnit: 2,
      description: undefined,
      noData: undefined,
    });
  });

  test("pass over a FillOrder that there is not", async () => {
    expect((await ifdOf(imageFields(3, 2, [[266, SHORT, [0]]]))).fillOrder).toBe(1);
  });

  test("have one entry per sample where they are per sample", async () => {
    const ifd = await ifdOf(imageFields(1, 2, [[277, SHORT, [3]]]));
    expect(ifd.bitsPerSample).toEqual([8, 8, 8]);
  });

  test("are of as many samples as there are bit counts where nothing else is told", async () => {
    const ifd = await ifdOf(without(imageFields(1, 2, [[258, SHORT, [8, 8, 8]]]), 277));
    expect(ifd.samplesPerPixel).toBe(3);
  });

  test("lack what says nothing of elements and lies outside the file", async () => {
    const outside = [[270, 2] as const, [305, 2] as const, [282, 5] as const, [33550, 12] as const];
    const claim = { count: 100, offset: 100_000 };
    const ifd = await ifdOf(
      imageFields(
        3,
        2,
        outside.map(([tag, type]) => [tag, type, claim] as const),
      ),
    );
    expect([ifd.xResolution, ifd.description, ifd.software, ifd.width]).toEqual([
      undefined,
      undefined,
      undefined,
      3,
    ]);
    expect(ifd.source().info.attributes).toEqual({});
    await expect(ifd.tag(270)).rejects.toMatchObject({ code: "invalid-data" });
  });

  test("make one strip of the image where a strip has no rows", async () => {
    const source = (await ifdOf(imageFields(3, 2, [[278, LONG, [0]]]))).source();
    expect([...((await source.readChunk([0, 0]))?.data ?? [])]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test("end text at its first NUL and read Windows-1252 where it is no UTF-8", async () => {
    const text = (bytes: readonly number[]) => ifdOf(imageFields(3, 2, [[270, 2, bytes]]));
    expect((await text([...bytesOfText("µm"), 0, 65, 0])).description).toBe("µm");
    expect((await text([0xb5, 0x6d, 0])).description).toBe("µm");
    expect((await text([0])).description).toBe("");
    expect((await ifdOf(imageFields(3, 2, [[270, 1, bytesOfText("byte")]]))).description).toBe("byte");
  });

  test("reject counts and offsets that leave the file", async () => {
    await expect(
      ifdOf(imageFields(3, 2, [[262, LONG, { count: 2 ** 32 - 1, offset: 5_000 }]])),
    ).rejects.toMatchObject({
      code: "invalid-data",
      message: expect.stringContaining("Cannot read tag 262: 8 bytes at 5000 lie outside the file"),
      context: { format: "tiff", offset: 5_000, section: "TIFF 6.0 §2" },
    });
  });

  test("reject widths that are no whole numbers", async () => {
    await expect(ifdOf(imageFields(3, 2, [[256, 11, [1.5]]]))).rejects.toThrow(
      "it is 1.5, not a whole number",
    );
  });
});

describe("tag()", () => {
  test("gives values by type", async () => {
    const ifd = await ifdOf([
      ...imageFields(3, 2),
      [50000, 2, bytesOfText("a\0b\0\0")],
      [50001, 7, [1, 2, 3, 4, 5]],
      [50002, 12, [1.5, -2]],
      [50003, SHORT, [65535]],
    ]);
    expect(await ifd.tag(50000)).toEqual({ type: "ASCII", text: "a\0b" });
    expect(await ifd.tag(50001)).toEqual({ type: "UNDEFINED", bytes: new Uint8Array([1, 2, 3, 4, 5]) });
    expect(await ifd.tag(50002)).toEqual({ type: "DOUBLE", numbers: new Float64Array([1.5, -2]) });
    expect(await ifd.tag(50003)).toEqual({ type: "SHORT", numbers: new Float64Array([65535]) });
    expect(await ifd.tag(50004)).toBeUndefined();
    expect(ifd.tags.slice(-4)).toEqual([50000, 50001, 50002, 50003]);
  });

  test("gives rationals as quotients, in BigTIFF and big-endian too", async () => {
    const ifd = await (await openTiff(fileOfBytes(fixture("tiles-big-be")))).ifd(0);
    expect(await ifd.tag(282)).toEqual({ type: "RATIONAL", numbers: new Float64Array([1]) });
  });

  test("skips fields of unknown type, and takes the first of two with one number", async () => {
    const ifd = await ifdOf([
      ...imageFields(3, 2),
      [50000, 99, { count: 1, offset: 0 }],
      [50001, SHORT, [1]],
      [50001, SHORT, [2]],
    ]);
    expect(await ifd.tag(50000)).toBeUndefined();
    expect(await ifd.tag(50001)).toMatchObject({ numbers: new Float64Array([1]) });
  });

  test("rejects a value that would fill the memory", async () => {
    const ifd = await ifdOf([...imageFields(3, 2), [50000, 12, { count: 2 ** 28, offset: 8 }]]);
    await expect(ifd.tag(50000)).rejects.toMatchObject({ code: "unsupported" });
  });

  test("rejects a value outside the file only when asked for it", async () => {
    const ifd = await ifdOf([...imageFields(3, 2), [50000, 7, { count: 99, offset: 1_000_000 }]]);
    await expect(ifd.tag(50000)).rejects.toMatchObject({ code: "invalid-data" });
  });
});

describe("subIfds()", () => {
  test("gives the levels below, none where there are none", async () => {
    const ifd = await (await openTiff(fileOfBytes(fixture("sub-ifds")))).ifd(0);
    const levels = await ifd.subIfds();
    expect(levels.map(({ path, width, newSubfileType }) => [path, width, newSubfileType])).toEqual([
      ["ifd/0/sub/0", 16, 1],
      ["ifd/0/sub/1", 8, 1],
    ]);
    expect(await levels[0]?.subIfds()).toEqual([]);
  });

  test("skips places that were kept for levels and never filled", async () => {
    const empty = await ifdOf(imageFields(3, 2, [[330, LONG, [0, 0]]]));
    expect(await empty.subIfds()).toEqual([]);
  });

  test("rejects a list that leads back, or is too long", async () => {
    const loop = await ifdOf(imageFields(3, 2, [[330, LONG, [14]]]));
    await expect(loop.subIfds()).rejects.toThrow(
      "Cannot read the SubIFDs of ifd/0: number 0 leads back to the IFD at 14",
    );
    const long = await ifdOf(imageFields(3, 2, [[330, LONG, { count: 5_000_000, offset: 0 }]]));
    await expect(long.subIfds()).rejects.toThrow("there are 5000000 of them");
  });
});
