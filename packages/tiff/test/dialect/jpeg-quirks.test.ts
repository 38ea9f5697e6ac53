import { fileOfBytes } from "@chunkwright/core";
import { expect, test } from "vitest";
import { openTiff } from "../../src/index.ts";
import { type Field, LONG, SHORT, tiffBytes } from "../tiff-bytes.ts";

const [SOI, APP1, DHT, SOF0, SOS] = [0xd8, 0xe1, 0xc4, 0xc0, 0xda];
const segment = (marker: number, ...content: number[]) => [0xff, marker, 0, content.length + 2, ...content];
/** 12 x 5 pixels of 8 bits. */
const FRAME = segment(SOF0, 8, 0, 5, 0, 12, 3, ...new Array(9).fill(0));

async function describe(stream: readonly number[], changes: readonly Field[] = []) {
  const preview: readonly Field[] = [
    [513, LONG, [8]],
    [514, LONG, [stream.length]],
  ];
  const bytes = tiffBytes({ data: stream, ifds: [[...changes, ...preview]] });
  const file = await openTiff(fileOfBytes(bytes));
  const { width, height, samplesPerPixel, bitsPerSample, compression, photometric } = await file.ifd(0);
  return { width, height, samplesPerPixel, bitsPerSample, compression, photometric };
}

test("JPEG images without a size have that of their frame", async () => {
  const stream = [
    0xff,
    SOI,
    ...segment(APP1, 1, 2, 3),
    ...segment(DHT, 0),
    0xff,
    ...FRAME,
    ...segment(SOS, 0, 0, 0),
  ];
  expect(await describe(stream)).toEqual({
    width: 12,
    height: 5,
    samplesPerPixel: 3,
    bitsPerSample: [8, 8, 8],
    compression: 6,
    photometric: 6,
  });
});

test.each<[string, readonly number[]]>([
  ["is no JPEG", [1, 2, 3, 4, ...FRAME]],
  ["has no frame", [0xff, SOI, ...segment(SOS, 0, 0, 0), ...FRAME]],
  ["leads out of the file", [0xff, SOI, 0xff, APP1, 0xff, 0xff, ...FRAME]],
  ["has more segments than any header", [0xff, SOI, ...new Array(300).fill(segment(APP1)).flat(), ...FRAME]],
])("They have none where the stream %s", async (_, stream) => {
  expect(await describe(stream)).toMatchObject({ width: undefined, height: undefined, samplesPerPixel: 1 });
});

test("Old-style JPEG is three bytes of YCbCr unless it says otherwise", async () => {
  const size: readonly Field[] = [
    [256, SHORT, [12]],
    [257, SHORT, [5]],
    [259, SHORT, [6]],
  ];
  const colors = { samplesPerPixel: 3, bitsPerSample: [8, 8, 8], photometric: 6 };
  expect(await describe([], size)).toMatchObject(colors);
  expect(await describe([], [...size, [262, SHORT, [2]]])).toMatchObject(colors);
  const grey = { samplesPerPixel: 1, bitsPerSample: [8], photometric: 1 };
  expect(await describe([], [...size, [262, SHORT, [1]]])).toMatchObject(grey);
});
