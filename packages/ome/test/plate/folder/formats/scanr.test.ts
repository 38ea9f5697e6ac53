import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { memoryStore } from "@chunkwright/stores/memory";
import { describe, expect, it } from "vitest";
import { readPlateFolder } from "../../../../src/index.ts";
import { describeImage, FIXTURES, open, optionsOf, storeOf, withFiles } from "../plate-fixtures.ts";

const INDEX = "experiment_descriptor.xml";
const descriptor = readFileSync(resolve(FIXTURES, "scanr-offset", INDEX), "utf8");
const readWith = (text: string) =>
  readPlateFolder(INDEX, optionsOf(withFiles(storeOf("scanr-offset"), { [INDEX]: text })));
const tiff = new Uint8Array(
  readFileSync(resolve(FIXTURES, "scanr-12-bit/data/B2--W00014--P00001--Z00000--T00000--DAPI.tif")),
);

/** A folder of these files of 6 x 8 pixels, and a descriptor. */
function folderOf(names: readonly string[], text = "<Cluster/>") {
  const store = memoryStore();
  store.set(INDEX, new TextEncoder().encode(text));
  for (const name of names) store.set(name, tiff);
  return readPlateFolder(INDEX, optionsOf(store));
}

describe("readPlateFolder() of scanR", () => {
  it("tells names, sizes and channels, and leaves out those that were not taken", async () => {
    for (const name of ["scanr-12-bit", "scanr-offset"]) {
      const { format, plate, images, warnings } = await open(name);
      expect({ format, name: plate?.name }).toEqual({ format: "scanR", name: "drugs < 7" });
      expect([plate?.rows.length, plate?.columns.length]).toEqual([8, 12]);
      expect(images[0]?.channels).toEqual([{ name: "DAPI" }, { name: "Alexa 488" }]);
      expect(images[0]?.levels[0].scale).toEqual([1, 1.5, 0.645, 0.645]);
      expect(warnings).toEqual(["1 field without any file left out"]);
    }
  });

  it("keeps the chunks of files without the offset as they are stored", async () => {
    const codecsOf = async (name: string) => (await open(name)).images[0]?.levels[0].source.info.codecs;
    expect(await codecsOf("scanr-12-bit")).toHaveLength(2);
    expect(await codecsOf("scanr-offset")).toEqual([{ name: "bytes", configuration: { endian: "little" } }]);
  });

  it("finds the columns of the plate without being told", async () => {
    const read = async (name: string, text?: string) => {
      const { plate } = await folderOf([`data/${name}--P00001--Z00000--T00000--DAPI.tif`], text);
      return `${plate?.rows.length} x ${plate?.columns.length}`;
    };
    expect(await read("B2--W00026")).toBe("2 x 24");
    expect(await read("--W00026")).toBe("3 x 12");
    expect(await read("--W00003")).toBe("2 x 2");
    expect(await read("control--W00100")).toBe("5 x 24");
    const values = [26, "B2"].map((value) => `<I32><Name/><Val>${value}</Val></I32>`).join("");
    const table = `<Array><Name>well selection table + cDNA</Name>${values}</Array>`;
    expect(await read("control--W00026", table)).toBe("2 x 24");
  });

  it("reads files beside the descriptor, and channels that it does not list behind those that it does", async () => {
    const names = ["B", "A", "C"].map((channel) => `A1--W00001--P00001--Z00000--T00000--${channel}.tif`);
    const channel = (name: string) =>
      `<Cluster><Str><Name>name</Name><Val>${name}</Val></Str><B><Name>idle</Name><Val>0</Val></B></Cluster>`;
    const { images } = await folderOf(names, `<Array>${channel("C")}${channel("Autofocus")}</Array>`);
    expect(images[0]?.channels).toEqual([{ name: "C" }, { name: "A" }, { name: "B" }]);
  });

  it("ignores files of other names, and rejects a folder of nothing else", async () => {
    const names = [
      "data/B2--W14--P1--DAPI.tif",
      "data/B2--W00014--P00001--Z00000--T00000--DAPI.png",
      "data/a.tif",
    ];
    await expect(folderOf(names)).rejects.toMatchObject({ code: "not-found" });
  });

  it("takes bytes that are no UTF-8 for Latin-1, whatever the declaration says", async () => {
    const name = "<Cluster><Str><Name>plate name</Name><Val>1 µM</Val></Str></Cluster>";
    const file = "data/B2--W00014--P00001--Z00000--T00000--DAPI.tif";
    for (const [declared, encoding] of [
      ["", "latin1"],
      ['<?xml version="1.0" encoding="utf-8"?>', "latin1"],
      ['<?xml version="1.0" encoding="ISO-8859-1"?>', "utf8"],
    ] as const) {
      const store = memoryStore();
      store.set(INDEX, new Uint8Array(Buffer.from(declared + name, encoding)));
      store.set(file, tiff);
      expect((await readPlateFolder(INDEX, optionsOf(store))).plate?.name).toBe("1 µM");
    }
  });

  it.each([
    ["a descriptor that is cut off", descriptor.slice(0, 500)],
    ["a type declaration", `<!DOCTYPE a>${descriptor}`],
  ])("rejects %s", async (_, text) => {
    await expect(readWith(text)).rejects.toMatchObject({ code: "invalid-data" });
  });

  it("takes what is no number for untold", async () => {
    const { plate, images } = await readWith(
      descriptor.replaceAll(/<Val>[\d.]+<\/Val>/g, "<Val>1e999</Val>"),
    );
    expect([plate?.rows.length, plate?.columns.length]).toEqual([3, 12]);
    expect(images[0]?.levels[0].scale).toEqual([1, 1, 1, 1]);
    expect((await describeImage(images[0]!)).shape).toEqual([2, 2, 6, 8]);
  });

  it("rejects well 0, and folders that nothing can list", async () => {
    const zero = folderOf(["data/A1--W00000--P00001--Z00000--T00000--DAPI.tif"]);
    await expect(zero).rejects.toMatchObject({ code: "invalid-data" });
    const { list: _, ...unlisted } = storeOf("scanr-offset");
    await expect(readPlateFolder(INDEX, optionsOf(unlisted))).rejects.toMatchObject({ code: "unsupported" });
  });
});
