import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { fsStore } from "@chunkwright/stores/fs";
import { memoryStore } from "@chunkwright/stores/memory";
import { openTiff } from "@chunkwright/tiff";
import { describe, expect, it } from "vitest";
import { readZenFolder } from "../../../../src/index.ts";

const FIXTURE = resolve(import.meta.dirname, "../../../fixtures/series/zen");
const tiff = new Uint8Array(readFileSync(resolve(FIXTURE, "slide 1_s1z0c1_ORG.tif")));

/** A directory with these TIFF files and documents. */
function readWith(names: readonly string[], documents: Readonly<Record<string, string>>) {
  const store = memoryStore();
  for (const name of names) store.set(name, tiff);
  for (const [name, text] of Object.entries(documents)) store.set(name, new TextEncoder().encode(text));
  return readZenFolder({ store, openTiff });
}

const image = (name: string, bounds: string) =>
  `<Image><Filename>${name}</Filename><Bounds StartX="0" ${bounds}/></Image>`;
const index = (...images: readonly string[]) => `<ExportDocument>${images.join("")}</ExportDocument>`;

describe("readZenFolder()", () => {
  it("tells names and colours of channels, and of files that are not there", async () => {
    const { images, warnings } = (await readZenFolder({ store: fsStore(FIXTURE), openTiff }))!;
    expect(images.map(({ channels }) => channels)).toEqual([
      [
        { name: "DAPI", color: 0x0000ff },
        { name: "GFP", color: 0x00ff00 },
      ],
      [
        { name: "DAPI", color: 0x0000ff },
        { name: "GFP", color: 0x00ff00 },
      ],
    ]);
    expect(warnings).toEqual([
      'Cannot find 1 of the 4 files of image "slide 1 S1", read as its fill value: c=1 z=0',
    ]);
  });

  it("opens tiles of a mosaic as images, without metadata too", async () => {
    const tiles = [0, 1].map((tile) => image(`a%25${tile}.tif`, `StartS="3" StartM="${tile}" StartC="0"`));
    const { images } = (await readWith(["a%0.tif", "a%1.tif"], { "a_info.xml": index(...tiles) }))!;
    expect(images.map(({ name }) => name)).toEqual(["a M0", "a M1"]);
    expect(images[0]?.channels).toEqual([{}]);
  });

  it("names no channels of files that show several at once", async () => {
    const metadata =
      '<D><Information><Image><Dimensions><Channels><Channel Name="DAPI"/></Channels></Dimensions></Image></Information></D>';
    const told = async (size: number) => {
      const documents = {
        "a_info.xml": index(image("a.tif", `StartC="0" SizeC="${size}"`)),
        "a_metadata.xml": metadata,
      };
      return (await readWith(["a.tif"], documents))?.images[0]?.channels;
    };
    expect(await told(1)).toEqual([{ name: "DAPI" }]);
    expect(await told(2)).toEqual([{}]);
  });

  it("never leaves the directory, whatever the index says", async () => {
    for (const name of ["../a.tif", "C:\\data\\a.tif", "%2Fetc%2Fa.tif", "..%5Ca.tif"]) {
      const { images } = (await readWith(["a.tif"], { "a_info.xml": index(image(name, 'StartC="0"')) }))!;
      expect(images).toHaveLength(1);
    }
    for (const name of ["..", "", "a%00.tif"]) {
      const read = readWith(["a.tif"], { "a_info.xml": index(image(name, 'StartC="0"')) });
      await expect(read).rejects.toMatchObject({ code: "unsupported" });
    }
  });

  it("is undefined without an index of files", async () => {
    expect(await readWith(["a.tif"], {})).toBeUndefined();
    expect(await readWith(["a.tif"], { "a_info.xml": index() })).toBeUndefined();
    expect(await readWith(["a.tif"], { "a_info.xml": "<a><Image/></a>" })).toBeUndefined();
    const { list: _, ...unlisted } = fsStore(FIXTURE);
    expect(await readZenFolder({ store: unlisted, openTiff })).toBeUndefined();
  });

  it.each([
    ["an index that is cut off", index(image("a.tif", 'StartC="0"')).slice(0, 60)],
    ["a number that is none", index(image("a.tif", 'StartC="-1"'))],
    ["two files for one plane", index(image("a.tif", 'StartC="0"'), image("a.tif", 'StartC="0"'))],
  ])("rejects %s", async (_, text) => {
    await expect(readWith(["a.tif"], { "a_info.xml": text })).rejects.toMatchObject({ code: "invalid-data" });
  });

  it("rejects an image none of whose files is there", async () => {
    const read = readWith([], { "a_info.xml": index(image("a.tif", 'StartC="0"')) });
    await expect(read).rejects.toMatchObject({ code: "not-found" });
  });
});
