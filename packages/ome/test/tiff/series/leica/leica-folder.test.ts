import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { fsStore } from "@chunkwright/stores/fs";
import { memoryStore } from "@chunkwright/stores/memory";
import { openTiff } from "@chunkwright/tiff";
import { describe, expect, it } from "vitest";
import { readLeicaFolder } from "../../../../src/index.ts";
import { parseLeicaMetadata } from "../../../../src/tiff/series/leica/leica-metadata.ts";

const FIXTURE = resolve(import.meta.dirname, "../../../fixtures/series/leica");
const tiff = new Uint8Array(readFileSync(resolve(FIXTURE, "screen_Series010_s0_RAW_ch00.tif")));
const bytesOf = (text: string) => new TextEncoder().encode(text);

/** A directory with these TIFF files, and documents in `MetaData`. */
function readWith(names: readonly string[], documents: Readonly<Record<string, string>>) {
  const store = memoryStore();
  for (const name of names) store.set(name, tiff);
  for (const [name, text] of Object.entries(documents)) store.set(`MetaData/${name}`, bytesOf(text));
  return readLeicaFolder({ store, openTiff });
}

const described = (dimensions: string) =>
  `<Data><Image><Dimensions>${dimensions}</Dimensions></Image></Data>`;
const WIDTH = '<DimensionDescription DimID="1" NumberOfElements="8" Length="7e-6" Unit="m"/>';

describe("readLeicaFolder()", () => {
  it("tells colours of lookup tables, for the channels that there are", async () => {
    const { images } = (await readLeicaFolder({ store: fsStore(FIXTURE), openTiff }))!;
    expect(images[0]?.channels).toEqual([{ color: 0x00ff00 }, {}]);
    expect(images[1]?.channels).toEqual([{ color: 0xffffff }, { color: 0xff0000 }]);
  });

  it("orders series by their numbers, and leaves out files that tell no plane, with a warning", async () => {
    const names = ["a_10_ch00.tif", "a_9_ch00.tif", "overview.tif", "Thumb.TIF", "notes.txt"];
    const { images, warnings } = (await readWith(names, { "a_9.xml": described(WIDTH) }))!;
    expect(images.map(({ name }) => name)).toEqual(["a_9", "a_10"]);
    expect(images.map(({ axes }) => axes[1]?.unit)).toEqual(["micrometer", undefined]);
    expect(warnings).toEqual(["Files whose names tell no plane are left out: Thumb.TIF, overview.tif"]);
  });

  it("is undefined for directories that MetaData does not describe", async () => {
    expect(await readWith(["a_ch00.tif"], {})).toBeUndefined();
    expect(await readWith(["a_ch00.tif"], { "b.xml": described(WIDTH) })).toBeUndefined();
    expect(await readWith(["a_ch00.tif"], { "a.xml": "<Data/>" })).toBeUndefined();
    const { list: _, ...unlisted } = fsStore(FIXTURE);
    expect(await readLeicaFolder({ store: unlisted, openTiff })).toBeUndefined();
  });

  it("rejects damaged documents, and two files for one plane", async () => {
    const damaged = readWith(["a_ch00.tif"], { "a.xml": described(WIDTH).slice(0, 40) });
    await expect(damaged).rejects.toMatchObject({ code: "invalid-data" });
    const twice = readWith(["a_ch00.tif", "a_ch0.tif"], { "a.xml": described(WIDTH) });
    await expect(twice).rejects.toMatchObject({ code: "invalid-data" });
  });
});

describe("parseLeicaMetadata()", () => {
  it("takes sizes that are numbers, in units that it knows", () => {
    const sizesOf = (...attributes: readonly string[]) =>
      parseLeicaMetadata(
        bytesOf(described(attributes.map((own) => `<DimensionDescription ${own}/>`).join(""))),
      )?.sizes;
    expect(sizesOf('DimID="T" NumberOfElements="9" Length="8m19.1s" Unit="" Voxel="0.146s"')).toEqual({
      t: { size: 0.146, unit: "second" },
    });
    expect(sizesOf('DimID="3" NumberOfElements="3" Length="-4" Unit="mm"')).toEqual({
      z: { size: 2000, unit: "micrometer" },
    });
    expect(
      sizesOf(
        'DimID="X" NumberOfElements="1" Length="1" Unit="m"',
        'DimID="Y" NumberOfElements="2" Length="1" Unit="ell"',
        'DimID="Z" NumberOfElements="2" Length="1,5" Unit="m"',
        'DimID="toString" NumberOfElements="2" Length="1" Unit="m"',
        'DimID="10" NumberOfElements="2" Length="1" Unit="m"',
      ),
    ).toEqual({});
  });
});
