import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { memoryStore } from "@chunkwright/stores/memory";
import { describe, expect, it } from "vitest";
import { readPlateFolder } from "../../../../src/index.ts";
import { describeImage, FIXTURES, open, optionsOf, storeOf, withFiles } from "../plate-fixtures.ts";

const INDEX = "Experiment.exp";
const experiment = readFileSync(resolve(FIXTURES, "bd-pathway-montage", INDEX), "utf8");
const readWith = (text: string) =>
  readPlateFolder(INDEX, optionsOf(withFiles(storeOf("bd-pathway-montage"), { [INDEX]: text })));

describe("readPlateFolder() of BD Pathway", () => {
  it("tells names, wells and channels", async () => {
    for (const [name, fields] of [
      ["bd-pathway", 1],
      ["bd-pathway-montage", 4],
    ] as const) {
      const { format, plate, images } = await open(name);
      expect({ format, name: plate?.name }).toEqual({ format: "BD Pathway", name: "Falcon" });
      expect([plate?.rows.length, plate?.columns.length]).toEqual([8, 12]);
      expect(plate?.wells.map((well) => well.fields.length)).toEqual([fields, fields]);
      expect(images[0]?.channels).toEqual([{ name: "Hoechst" }, { name: "DsRed - Confocal" }]);
    }
  });

  it("keeps the chunks of pictures of one field as they are stored", async () => {
    expect((await open("bd-pathway")).images[0]?.levels[0].source.info.codecs).toHaveLength(2);
  });

  it("reads without what only describes the plate: pictures are times, and channels as their files are called", async () => {
    const store = withFiles(storeOf("bd-pathway"), {
      [INDEX]: "[Other]\r\n",
      "96 wells.plt": undefined,
      "stage.xyz": undefined,
    });
    const { plate, images } = await readPlateFolder(INDEX, { ...optionsOf(store), name: "screen" });
    expect([plate?.name, plate?.rows.length, plate?.columns.length]).toEqual(["screen", 3, 11]);
    expect((await describeImage(images[0]!)).shape).toEqual([4, 2, 6, 8]);
    expect(images[0]?.channels).toEqual([{ name: "DsRed - Confocal" }, { name: "Hoechst" }]);
  });

  it("leaves out wells without files, and reads columns of any number of digits", async () => {
    const store = memoryStore();
    const tiff = readFileSync(resolve(FIXTURES, "bd-pathway/Well B02/Hoechst - n000000.tif"));
    store.set(INDEX, new TextEncoder().encode("[General]\nDyes=1\n[Dyes]\n1=Hoechst\n"));
    store.set("Well A001/Hoechst - n000000.tif", new Uint8Array(tiff));
    store.set("Well C3/Snapshot.bmp", new Uint8Array(2));
    store.set("Well x/Hoechst - n000000.tif", new Uint8Array(tiff));
    const { plate, warnings } = await readPlateFolder(INDEX, optionsOf(store));
    expect(plate?.wells).toMatchObject([{ row: 0, column: 0 }]);
    expect(warnings).toEqual(["1 field without any file left out"]);
  });

  it.each(["0", "-2", "1.5", "x", "1e9", ""])("rejects a montage of %j tiles", async (count) => {
    const text = experiment.replace("TilesX=2", `TilesX=${count}`);
    await expect(readWith(text)).rejects.toMatchObject({ code: "invalid-data" });
  });

  it.each([3, 99])("rejects a montage of %i tiles that do not divide its pictures", async (count) => {
    await expect(readWith(experiment.replace("TilesX=2", `TilesX=${count}`))).rejects.toMatchObject({
      code: "invalid-data",
      message: expect.stringContaining(`2 x ${count} tiles do not divide an array of [12,16]`),
    });
  });
});
