/** Plates of wells: between OME-TIFF and the hierarchies of OME-NGFF. */

import { readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { omeFixture } from "../fixtures.ts";
import { runCommand } from "../run-command.ts";
import { temporaryDirectory } from "../temporary-directory.ts";

const SOURCE = omeFixture("ome-plate.tif");

async function convert(source: string, name: string, ...options: readonly string[]) {
  const target = join(await temporaryDirectory(), name);
  const { exitCode, err } = await runCommand("convert", source, target, "--quiet", ...options);
  expect({ name, exitCode }).toEqual({ name, exitCode: 0 });
  return { target, err };
}

async function differences(a: string, b: string): Promise<readonly { where: string; what: string }[]> {
  return JSON.parse((await runCommand("verify", a, b, "--json")).out).differences;
}

const TARGETS: readonly (readonly [name: string, ...options: string[]])[] = [
  ["v3.zarr"],
  ["v2.zarr", "--zarr-version", "2"],
  ["plate.ozx"],
  ["plate.n5"],
  ["plate.h5"],
  ["again.ome.tif"],
];

describe("chunkwright convert of plates", () => {
  it.each(TARGETS)("writes %s, which becomes the same OME-TIFF again", async (name, ...options) => {
    const { target, err } = await convert(SOURCE, name, ...options);
    expect(err).toBe("");
    expect(await differences(SOURCE, target)).toEqual([]);
    const { plate, images } = JSON.parse((await runCommand("info", target, "--json")).out);
    expect(plate).toMatchObject({ name: "screen 1", wells: 2 });
    expect(images.map(({ field }: { field: string }) => field)).toEqual(["A/1/0", "A/1/1", "C/5/1", "C/5/0"]);
    const { target: back } = await convert(target, "back.ome.tif");
    expect(await differences(SOURCE, back)).toEqual([]);
    expect(await differences(target, back)).toEqual([]);
  });

  it("lays them out by row, column and field, as valid OME-NGFF", async () => {
    const { target } = await convert(SOURCE, "plate.zarr");
    expect((await readdir(target)).sort()).toEqual(["A", "C", "OME", "zarr.json"]);
    expect((await readdir(join(target, "C", "5"))).sort()).toEqual(["0", "1", "zarr.json"]);
    expect(await readFile(join(target, "OME", "METADATA.ome.xml"), "utf8")).toContain('<Plate ID="Plate:7"');
    expect((await runCommand("validate", target)).exitCode).toBe(0);
  });

  it("prints OME-XML with wells for plates that have none", async () => {
    const { target } = await convert(SOURCE, "plate.zarr");
    await rm(join(target, "OME"), { recursive: true });
    const root = join(target, "zarr.json");
    const text = await readFile(root, "utf8");
    await writeFile(root, text.replace('"name": "A"', '"name": "Q"').replaceAll("A/1", "Q/1"));
    await rename(join(target, "A"), join(target, "Q"));
    const { target: tiff } = await convert(target, "plate.ome.tif");
    expect(await differences(target, tiff)).toEqual([]);
    const xml = (await runCommand("info", tiff, "--ome-xml")).out;
    expect(xml).toContain('<Plate ID="Plate:0" Name="screen 1"');
    expect(xml).toContain('<Well ID="Well:0:1" Row="16" Column="0">');
  });

  it("takes one field by its place, and a part of all fields", async () => {
    const { target } = await convert(SOURCE, "field.zarr", "--image", "C/5/0");
    expect(JSON.parse((await runCommand("info", target, "--json")).out)).toMatchObject({
      images: [{ name: "C5 right" }],
    });
    const { target: part } = await convert(SOURCE, "part.zarr", "--select", "c=1");
    const told = JSON.parse((await runCommand("info", part, "--json")).out);
    expect(told).toMatchObject({ plate: { wells: 2 } });
    expect(told.images.map(({ field }: { field: string }) => field)).toHaveLength(4);
  });

  it.each(["plate.zarr", "plate.n5"])(
    "lays out images in %s one after the other if asked to",
    async (name) => {
      const { target: plate } = await convert(SOURCE, "plate.zarr");
      for (const source of [SOURCE, plate]) {
        const { target, err } = await convert(source, name, "--no-hcs");
        expect(err).toBe("");
        const told = JSON.parse((await runCommand("info", target, "--json")).out);
        expect(told.plate).toBeUndefined();
        expect(told.arrays.map(({ path }: { path: string }) => path[0])).toEqual(["0", "1", "2", "3"]);
        expect((await runCommand("verify", source, target, "--no-hcs", "--quiet")).exitCode).toBe(0);
        expect((await runCommand("verify", source, target, "--quiet")).exitCode).toBe(1);
      }
    },
  );

  it("says of formats without plates that only images are converted", async () => {
    const { target, err } = await convert(SOURCE, "plate.ims");
    expect(err).toContain("the plate is left out: only its images are converted");
    expect(await differences(SOURCE, target)).toContainEqual(
      expect.objectContaining({ where: "source", what: "plate" }),
    );
  });

  it.each([
    "harmony-v6",
    "metaxpress-flat",
    "cellvoyager",
    "cellvoyager-png",
    "incell",
    "columbus",
    "scanr-offset",
    "bd-pathway-montage",
  ])("converts the folder of a plate, %s, into OME-NGFF and OME-TIFF", async (folder) => {
    const source = omeFixture(join("plates", folder));
    for (const name of ["plate.zarr", "plate.ome.tif"]) {
      const target = join(await temporaryDirectory(), name);
      const { exitCode } = await runCommand("convert", source, target, "--quiet");
      // A file is missing.
      expect({ name, exitCode }).toEqual({ name, exitCode: folder === "harmony-v6" ? 3 : 0 });
      expect(await differences(source, target)).toEqual([]);
    }
  });

  it("shows plates and fields in info", async () => {
    const { out } = await runCommand("info", SOURCE);
    expect(out).toContain('plate "screen 1": 8 rows of 12 columns, 2 wells with images, 2 acquisitions');
    expect(out).toContain('image 3 "C5 right", field C/5/0: ');
  });

  it("sees another well, and another run", async () => {
    const { target } = await convert(SOURCE, "plate.zarr");
    const root = join(target, "zarr.json");
    const text = await readFile(root, "utf8");
    await writeFile(
      root,
      text.replace('"name": "run"', '"name": "walk"').replace('"rowIndex": 2', '"rowIndex": 3'),
    );
    expect(await differences(SOURCE, target)).toMatchObject([
      { where: "image 3", what: "field", a: "C/5/0", b: "D/5/0" },
      { where: "image 2", what: "field", a: "C/5/1", b: "D/5/1" },
      { where: "acquisition 0", what: "name", a: "run", b: "walk" },
    ]);
  });
});
