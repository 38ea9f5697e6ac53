import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { fsStore } from "@chunkwright/stores/fs";
import { memoryStore } from "@chunkwright/stores/memory";
import { describe, expect, it } from "vitest";
import { fieldPaths, findPlateIndex, readPlateFolder, type SeriesStore } from "../../../src/index.ts";
import {
  describeImage,
  type ExpectedImage,
  FIXTURES,
  open,
  optionsOf,
  storeOf,
  withFiles,
} from "./plate-fixtures.ts";

const NAMES = readdirSync(FIXTURES).flatMap((name) => (name.endsWith(".json") ? [name.slice(0, -5)] : []));

describe("readPlateFolder()", () => {
  it.each(NAMES)("reads every field of %s as numpy has it", async (name) => {
    const expected: Readonly<Record<string, ExpectedImage>> = JSON.parse(
      readFileSync(resolve(FIXTURES, `${name}.json`), "utf8"),
    );
    const { images, plate } = await open(name);
    expect(Object.fromEntries(fieldPaths(plate!))).toEqual({ ...Object.keys(expected) });
    for (const image of images) {
      expect({ [image.name]: await describeImage(image) }).toEqual({ [image.name]: expected[image.name] });
    }
  });

  it("tells what Harmony says of the plate", async () => {
    for (const name of ["harmony-v5", "harmony-v6"]) {
      const { format, plate, images } = await open(name);
      expect(format).toBe("Harmony");
      expect(plate).toMatchObject({
        name: "drugs < 7",
        wells: [
          { row: 1, column: 1, fields: [{ image: 0, acquisition: 0 }, { image: 1 }] },
          { row: 2, column: 10 },
        ],
        acquisitions: [{ id: 0, startTime: Date.parse("2019-05-14T14:03:51.1Z"), maximumFieldCount: 2 }],
      });
      expect([plate?.rows.length, plate?.columns.length]).toEqual([8, 12]);
      expect(images[3]?.channels).toEqual([{ name: "HOECHST 33342" }, { name: "Alexa 488 & more" }]);
      const size = Number("2.9802322387695311E-07") * 1e6;
      expect(images[3]?.levels[0].scale.slice(-2)).toEqual([size, size]);
      expect(images[3]?.axes.at(-1)).toEqual({ name: "x", type: "space", unit: "micrometer" });
    }
    expect((await open("harmony-v5")).images[0]?.levels[0].scale[1]).toBeCloseTo(2, 12);
    const { axes, levels } = (await open("harmony-v6")).images[0]!;
    expect(axes[0]).toEqual({ name: "t", type: "time", unit: "second" });
    expect(levels[0].scale[0]).toBe(60);
  });

  it("tells of files that are not there, and reads them as the fill value", async () => {
    const { warnings, unread } = await open("harmony-v5");
    expect(warnings).toEqual([
      "1 file not there, such as r03c11f03p02-ch2sk1fk1fl1.tiff",
      "1 plane without a file, read as the fill value",
    ]);
    expect(unread).toEqual([{ path: "C/11 field 3", error: expect.objectContaining({ code: "not-found" }) }]);
    expect((await open("cellvoyager")).warnings).toEqual(["1 plane without a file, read as the fill value"]);
    expect((await open("metaxpress-flat")).warnings).toEqual(["1 field without any file left out"]);
    expect(await open("incell")).not.toHaveProperty("warnings");
  });

  it("tells names, colours and sizes of other instruments", async () => {
    const told = async (name: string) => {
      const { plate, images } = await open(name);
      const { channels, axes, levels } = images[0]!;
      const sizes = axes.flatMap(({ name: axis, unit }, i) => (unit ? [[axis, levels[0].scale[i]]] : []));
      const { rows, columns, acquisitions } = plate!;
      const size = [rows.length, columns.length];
      return { name: plate?.name, size, channels, sizes: Object.fromEntries(sizes), acquisitions };
    };
    expect(await told("metaxpress-flat")).toEqual({
      name: "my plate",
      size: [8, 12],
      channels: [{ name: "DAPI" }, { name: "Cy5" }],
      sizes: { y: 0.65, x: 0.65 },
      acquisitions: [{ id: 0, maximumFieldCount: 2 }],
    });
    expect(await told("cellvoyager")).toEqual({
      name: "my plate",
      size: [16, 24],
      channels: [
        { name: "DAPI", color: 0x0000ff },
        { name: "BP525/50", color: 0x00ff00 },
        { name: "DAPI", color: 0x0000ff },
      ],
      sizes: { z: 2.5, y: 0.325, x: 0.325 },
      acquisitions: [
        {
          id: 0,
          startTime: Date.parse("2021-03-04T01:11:00Z"),
          endTime: Date.parse("2021-03-04T02:00:00Z"),
          maximumFieldCount: 2,
        },
      ],
    });
    expect(await told("incell")).toEqual({
      name: "my plate",
      size: [8, 12],
      channels: [{ name: "DAPI" }, { name: "Cy3" }],
      sizes: { t: 1, y: 0.325, x: 0.325 },
      acquisitions: [{ id: 0, startTime: Date.parse("2012-03-04T10:11:12Z"), maximumFieldCount: 2 }],
    });
  });

  it("reads CellVoyager's plates by each of their indices, and without what only describes them", async () => {
    const store = storeOf("cellvoyager");
    for (const index of ["MeasurementDetail.mrf", "my plate.wpi"]) {
      expect((await readPlateFolder(index, optionsOf(store))).images).toHaveLength(4);
    }
    const bare = withFiles(store, { "MeasurementDetail.mrf": undefined });
    const { plate, images } = await readPlateFolder("MeasurementData.mlf", optionsOf(bare));
    expect(plate).toMatchObject({ name: "my plate", acquisitions: [{ id: 0 }] });
    expect(images[0]?.channels).toEqual([{}, {}, {}]);
  });

  it("leaves out CellVoyager's projections beside the slices that they are made of", async () => {
    const data = readFileSync(resolve(FIXTURES, "cellvoyager/MeasurementData.mlf"), "utf8");
    const read = (text: string) =>
      readPlateFolder(
        "MeasurementData.mlf",
        optionsOf(withFiles(storeOf("cellvoyager"), { "MeasurementData.mlf": text })),
      );
    const record = /<bts:MeasurementRecord bts:Type="IMG".*?<\/bts:MeasurementRecord>/;
    const projection = record.exec(data)![0].replace(" bts:X", ' bts:ZImageProcessing="Maximum" bts:X');
    const { warnings, images } = await read(data.replace(record, (own) => own + projection));
    expect(warnings).toContain("projections left out: 1");
    expect(warnings).toHaveLength(2);
    expect((await describeImage(images[0]!)).shape).toEqual([3, 2, 6, 8]);
    const only = await read(data.replaceAll(" bts:X", ' bts:ZImageProcessing="Maximum" bts:X'));
    expect(only.warnings).toHaveLength(1);
  });

  it("measures slices where a channel has several", async () => {
    const data = readFileSync(resolve(FIXTURES, "cellvoyager/MeasurementData.mlf"), "utf8");
    const single = data.replaceAll(
      /<bts:MeasurementRecord(?=[^>]*ZIndex="2")(?=[^>]*ActionIndex="1").*?<\/bts:MeasurementRecord>/g,
      "",
    );
    const store = withFiles(storeOf("cellvoyager"), { "MeasurementData.mlf": single });
    const { images } = await readPlateFolder("MeasurementData.mlf", optionsOf(store));
    expect(images[0]?.levels[0].source.info.shape).toEqual([3, 2, 6, 8]);
    expect(images[0]?.levels[0].scale).toEqual([1, 2.5, 0.325, 0.325]);
  });

  it("takes planes that nothing can list for stored", async () => {
    const { list: _, ...unlisted } = storeOf("incell");
    const { images, plate } = await readPlateFolder("my plate.xdce", optionsOf(unlisted));
    expect(plate?.wells).toHaveLength(2);
    expect(await describeImage(images[0]!)).toMatchObject({ axes: "tcyx" });
    const { list: __, ...flat } = storeOf("metaxpress-flat");
    await expect(readPlateFolder("my plate.HTD", optionsOf(flat))).rejects.toMatchObject({
      code: "unsupported",
    });
  });

  it("reads a plate in a folder of its store", async () => {
    const store = fsStore(FIXTURES);
    const { images } = await readPlateFolder("harmony-v5/Index.idx.xml", optionsOf(store));
    expect((await describeImage(images[0]!)).axes).toBe("czyx");
  });
});

describe("findPlateIndex()", () => {
  const filesOf = (files: Readonly<Record<string, string>>) => {
    const store = memoryStore();
    for (const [key, text] of Object.entries(files)) store.set(key, new TextEncoder().encode(text));
    return store;
  };

  it("finds an index in the folder, or in Images in it", async () => {
    const harmony = "<EvaluationInputData/>";
    expect(await findPlateIndex(filesOf({ "Images/Index.xml": harmony, "a.tif": "" }))).toBe(
      "Images/Index.xml",
    );
    expect(await findPlateIndex(filesOf({ "a.HTD": '"HTSInfoFile", Version 1.0' }))).toBe("a.HTD");
    expect(
      await findPlateIndex(filesOf({ "Index.xml": "<Other/>", "a.htd": "", "sub/Index.xml": harmony })),
    ).toBeUndefined();
  });

  it("does not choose between several", async () => {
    const index = "<ImageStack></ImageStack>";
    await expect(findPlateIndex(filesOf({ "b.xdce": index, "a.xdce": index }))).rejects.toMatchObject({
      code: "unsupported",
      message: "Cannot choose between the plates a.xdce, b.xdce: name one",
    });
  });
});

describe("readPlateFolder() of damaged indices", () => {
  const harmony = readFileSync(resolve(FIXTURES, "harmony-v5/Index.idx.xml"), "utf8");
  const read = (text: string) =>
    readPlateFolder("Index.idx.xml", optionsOf(withFiles(storeOf("harmony-v5"), { "Index.idx.xml": text })));

  it.each([
    ["cut off", harmony.slice(0, 5000)],
    ["a type declaration", harmony.replace("<Evaluation", "<!DOCTYPE a><Evaluation")],
    ["no row", harmony.replaceAll(/<Row>\d+<\/Row>/g, "")],
    ["row 0", harmony.replace("<Row>2</Row>", "<Row>0</Row>")],
    ["a channel that is no number", harmony.replace("<ChannelID>1</ChannelID>", "<ChannelID>x</ChannelID>")],
    ["absurdly many places", harmony.replace("<PlaneID>1</PlaneID>", "<PlaneID>1e9</PlaneID>")],
  ])("rejects %s", async (_, text) => {
    await expect(read(text)).rejects.toMatchObject({ code: "invalid-data" });
  });

  it("leaves out fields whose first plane is not in its file", async () => {
    const text = harmony.replace("<URL>", '<URL BufferNo="0">');
    expect((await read(text)).images).toHaveLength(4);
    const { images, unread } = await read(text.replace('BufferNo="0"', 'BufferNo="1"'));
    expect(images).toHaveLength(3);
    expect(unread?.[1]).toMatchObject({
      path: "B/2 field 1",
      error: {
        code: "invalid-data",
        message: expect.stringContaining("page 1 of r02c02f01p01-ch1sk1fk1fl1.tiff"),
      },
    });
  });

  it("never leaves the folder for a file", async () => {
    for (const url of ["../x/", "/etc/", "C:\\data\\", "\\\\server\\share\\", "https://example.org/"]) {
      const { images } = await read(harmony.replaceAll("<URL>", `<URL>${url}`));
      expect((await describeImage(images[0]!)).sha256).toBe(
        (await describeImage((await open("harmony-v5")).images[0]!)).sha256,
      );
    }
  });

  it("rejects a plate none of whose files is there, and files that are no index", async () => {
    await expect(read(harmony.replaceAll(".tiff", ".png"))).rejects.toMatchObject({ code: "not-found" });
    await expect(read("<Plates/>")).rejects.toMatchObject({ code: "unsupported" });
    await expect(readPlateFolder("absent.xml", optionsOf(storeOf("incell")))).rejects.toMatchObject({
      code: "not-found",
    });
    const incell = readFileSync(resolve(FIXTURES, "incell/my plate.xdce"), "utf8").replaceAll(".tif", ".im");
    const store = withFiles(storeOf("incell"), { "my plate.xdce": incell });
    await expect(readPlateFolder("my plate.xdce", optionsOf(store))).rejects.toMatchObject({
      code: "unsupported",
    });
  });

  it("leaves out fields whose first file is damaged", async () => {
    const store = storeOf("incell");
    const damaged = "B - 02(fld 2 wv DAPI - DAPI time 1).tif";
    const getRange: SeriesStore["getRange"] = (key, range, options) =>
      key === damaged
        ? Promise.resolve(new Uint8Array("length" in range ? range.length : 8))
        : store.getRange(key, range, options);
    const { images, unread, warnings, plate } = await readPlateFolder(
      "my plate.xdce",
      optionsOf({ ...store, getRange }),
    );
    expect(images.map(({ name }) => name)).toEqual(["B/2/0", "C/11/0", "C/11/1"]);
    expect(plate?.wells.map(({ fields }) => fields.length)).toEqual([1, 2]);
    expect(unread).toMatchObject([{ path: "B/2 field 1", error: { code: "invalid-data" } }]);
    expect(warnings).toEqual([expect.stringMatching(/^B\/2 field 1 is left out: /)]);
  });

  it("reads the first of several files for a plane, with a warning", async () => {
    const { warnings, images } = await read(harmony.replace(/(<Image Version.*?<\/Image>)/, "$1$1"));
    expect(warnings).toContain("1 plane listed again: the first file of each is read");
    expect(images).toHaveLength(4);
  });
});
