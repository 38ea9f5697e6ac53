import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { readPlateFolder } from "../../../../src/index.ts";
import { describeImage, FIXTURES, open, optionsOf, storeOf, withFiles } from "../plate-fixtures.ts";

const INDEX = "MeasurementIndex.ColumbusIDX.xml";
const FIRST = "2022-02-27T080000Z/ImageIndex.ColumbusIDX.xml";
const measurement = readFileSync(resolve(FIXTURES, "columbus", INDEX), "utf8");
const first = readFileSync(resolve(FIXTURES, "columbus", FIRST), "utf8");
const readWith = (files: Readonly<Record<string, string | undefined>>) =>
  readPlateFolder(INDEX, optionsOf(withFiles(storeOf("columbus"), files)));

describe("readPlateFolder() of Columbus", () => {
  it("takes folders for times, and tells names and sizes", async () => {
    const { format, plate, images, warnings } = await open("columbus");
    expect({ format, name: plate?.name, warnings }).toEqual({
      format: "Columbus",
      name: "drugs < 7",
      warnings: undefined,
    });
    expect([plate?.rows.length, plate?.columns.length]).toEqual([8, 12]);
    expect(plate?.acquisitions).toEqual([
      { id: 0, startTime: Date.parse("2022-02-27T08:00:00Z"), maximumFieldCount: 2 },
    ]);
    const [{ axes, levels, channels }] = images as [(typeof images)[0]];
    expect(axes.map(({ name }) => name).join("")).toBe("tczyx");
    expect(levels[0].scale).toEqual([600, 1, 1.5, 0.65, 0.65]);
    expect(channels).toEqual([{ name: "HOECHST 33342" }, { name: "Alexa 488 & more" }]);
  });

  it("reads units of length, and leaves out those that it does not know", async () => {
    const scaleOf = async (unit: string) => {
      const { images } = await readWith({ [FIRST]: first.replaceAll('Unit="m"', `Unit="${unit}"`) });
      return images[0]?.levels[0].scale.at(-1);
    };
    expect(await scaleOf("nm")).toBeCloseTo(6.5e-10, 20);
    expect(await scaleOf("ell")).toBe(1);
  });

  it("takes the pixels of the first index for itself, and without folders those that are named", async () => {
    const own = await readPlateFolder(FIRST, optionsOf(storeOf("columbus")));
    expect(own.format).toBe("Harmony");
    expect((await describeImage(own.images[0]!)).shape).toEqual([2, 2, 6, 8]);
    const { list: _, ...unlisted } = storeOf("columbus");
    const named = measurement.replace(
      "</Columbus",
      `<Reference>${FIRST.replace("/", "\\")}</Reference></Columbus`,
    );
    const { images } = await readPlateFolder(INDEX, optionsOf(withFiles(unlisted, { [INDEX]: named })));
    expect(await describeImage(images[0]!)).toEqual(await describeImage(own.images[0]!));
  });

  it("tells of an index that is not there, and rejects a plate without any", async () => {
    const named = measurement.replace(
      "</Columbus",
      "<Reference>../../Other.ColumbusIDX.xml</Reference></Columbus",
    );
    expect((await readWith({ [INDEX]: named })).warnings).toEqual([
      "indices not there: Other.ColumbusIDX.xml",
    ]);
    const { list: _, ...unlisted } = storeOf("columbus");
    await expect(readPlateFolder(INDEX, optionsOf(unlisted))).rejects.toMatchObject({ code: "invalid-data" });
  });

  it("never leaves the folder of an index, and rejects pages that are no number", async () => {
    const { images } = await readWith({ [FIRST]: first.replaceAll('">002', '">../../../002') });
    expect(await describeImage(images[0]!)).toEqual(await describeImage((await open("columbus")).images[0]!));
    for (const page of ["-1", "1e99", "x", ""]) {
      const text = first.replace('BufferNo="3"', `BufferNo="${page}"`);
      await expect(readWith({ [FIRST]: text })).rejects.toMatchObject({ code: "invalid-data" });
    }
  });

  it("counts a missing file once, however many planes it holds", async () => {
    const { warnings, unread } = await readWith({
      [FIRST]: first.replaceAll(">002002000.tif", ">absent.tif"),
    });
    expect(warnings).toEqual([
      "1 file not there, such as 2022-02-27T080000Z/absent.tif",
      "8 planes without a file, read as the fill value",
    ]);
    expect(unread?.map(({ error }) => error.message)).toEqual([
      "Cannot find 1 file of B/2 field 1: 2022-02-27T080000Z/absent.tif",
      "Cannot find 1 file of B/2 field 2: 2022-02-27T080000Z/absent.tif",
    ]);
  });

  it("says which page of a file cannot be read", async () => {
    const { images } = await readWith({ [FIRST]: first.replace('BufferNo="3"', 'BufferNo="99"') });
    await expect(describeImage(images[0]!)).rejects.toMatchObject({
      code: "invalid-data",
      message: expect.stringContaining("page 99 of 2022-02-27T080000Z/002002000.tif"),
    });
  });
});
