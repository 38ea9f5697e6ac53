import { fileOfBytes } from "@chunkwright/core";
import { describe, expect, test } from "vitest";
import { openTiff } from "../../src/index.ts";
import { type Field, imageFields, LONG, SHORT, tiffBytes } from "../tiff-bytes.ts";

const [ASCII, UNDEFINED, DOUBLE] = [2, 7, 12];
const text = (value: string): number[] => [...value].map((character) => character.charCodeAt(0));

/** Attributes of an image whose IFD points to the others, each by its tag. */
async function attributesWith(pointers: readonly (readonly [tag: number, ifd: readonly Field[]])[]) {
  const bytesWith = (count: number, offsets: readonly number[]) =>
    tiffBytes({
      data: [1, 2],
      ifds: [
        imageFields(
          2,
          1,
          pointers.map(([tag], i): Field => [tag, LONG, [offsets[i] ?? 0]]),
        ),
        ...pointers.slice(0, count).map(([, ifd]) => ifd),
      ],
    });
  const offsets = pointers.map((_, i) => bytesWith(i, []).length);
  const file = await openTiff(fileOfBytes(bytesWith(pointers.length, offsets)));
  return (await file.ifd(0)).source().info.attributes;
}

describe("source()", () => {
  test("names what cameras note as Exif does", async () => {
    const attributes = await attributesWith([
      [
        34665,
        [
          [33437, DOUBLE, [2.8]],
          [36864, UNDEFINED, text("0232")],
          [36867, ASCII, text("2026:01:02 03:04:05\0")],
          [37121, UNDEFINED, [1, 2, 3, 0]],
          [50000, SHORT, [1]],
        ],
      ],
      [
        34853,
        [
          [1, ASCII, text("N\0")],
          [2, DOUBLE, [47, 30, 10.5]],
        ],
      ],
    ]);
    expect(attributes).toEqual({
      exif: {
        FNumber: 2.8,
        ExifVersion: "0232",
        DateTimeOriginal: "2026:01:02 03:04:05",
        ComponentsConfiguration: [1, 2, 3, 0],
      },
      gps: { GPSLatitudeRef: "N", GPSLatitude: [47, 30, 10.5] },
    });
  });

  test("does without what cameras note where it is damaged", async () => {
    const bytes = tiffBytes({ data: [1, 2], ifds: [imageFields(2, 1, [[34665, LONG, [99999]]])] });
    const file = await openTiff(fileOfBytes(bytes));
    expect((await file.ifd(0)).source().info.attributes).toEqual({});
  });
});
