/** OME-Zarr with labels, and of types that OME has no name for, as TIFF and back. */

import { join } from "node:path";
import { filledChunk, type JsonObject, zeroOf } from "@chunkwright/core";
import { createFsFile, fsStore, openFsFile } from "@chunkwright/stores/fs";
import { createTiff, openTiff } from "@chunkwright/tiff";
import { createZarr } from "@chunkwright/zarr";
import { beforeEach, describe, expect, it } from "vitest";
import { openSource } from "../../src/open-source.ts";
import { runCommand } from "../run-command.ts";
import { temporaryDirectory } from "../temporary-directory.ts";

let directory: string;
beforeEach(async () => {
  directory = await temporaryDirectory();
});

const AXES = ["z", "y", "x"].map((name) => ({ name, type: "space", unit: "micrometer" }));
const SHAPE = [2, 40, 50];
const ONES = { bool: true, int64: 1n, float16: 0x3c00, uint16: 1, uint32: 1 } as const;

/** Images by the paths of their groups, the second plane of each full of ones. */
async function writeZarr(
  path: string,
  images: { readonly [path: string]: keyof typeof ONES },
  more: JsonObject = {},
): Promise<void> {
  const { createGroup, createArray, close } = await createZarr(fsStore(path), { zarrFormat: 3 });
  for (const [group, dataType] of Object.entries(images)) {
    const chunkShape = [1, 40, 50];
    const prefix = group === "" ? "" : `${group}/`;
    const sink = await createArray(`${prefix}0`, {
      dataType,
      shape: SHAPE,
      chunkShape,
      fillValue: zeroOf(dataType),
      codecs: [{ name: "bytes", configuration: { endian: "little" } }],
      attributes: {},
    });
    await sink.writeChunk([1, 0, 0], filledChunk(dataType, chunkShape, ONES[dataType]));
    await sink.close();
    const transformations = [
      { type: "scale", scale: [2, 0.5, 0.25] },
      { type: "translation", translation: [5, 0, 1] },
    ];
    const datasets = [{ path: "0", coordinateTransformations: transformations }];
    const multiscales = [{ name: `image ${group}`, axes: AXES, datasets }];
    await createGroup(group, { ome: { version: "0.5", multiscales, ...(group === "" && more) } });
  }
  const labels = Object.keys(images).filter((group) => group.startsWith("labels/"));
  await createGroup("labels", { ome: { version: "0.5", labels: labels.map((label) => label.slice(7)) } });
  await close();
}

describe("chunkwright convert to TIFF", () => {
  it.each(["bool", "int64", "float16", "uint16"] as const)(
    "keeps all that is said of %s images",
    async (dataType) => {
      const [zarr, tiff, back] = ["a.zarr", "a.tif", "b.zarr"].map((name) => join(directory, name)) as [
        string,
        string,
        string,
      ];
      await writeZarr(zarr, { "": dataType });
      for (const [from, to] of [
        [zarr, tiff],
        [tiff, back],
      ] as const) {
        expect(await runCommand("convert", from, to, "--quiet")).toMatchObject({ exitCode: 0, err: "" });
      }
      for (const [from, to] of [
        [zarr, tiff],
        [tiff, back],
      ] as const) {
        expect(await runCommand("verify", from, to, "--quiet")).toMatchObject({ exitCode: 0, out: "" });
      }
    },
  );

  it("keeps samples side by side or in planes, as told or else as they were", async () => {
    const [chunky, planar, kept, back] = ["a", "b", "c", "d"].map((name) =>
      join(directory, `${name}.tif`),
    ) as [string, string, string, string];
    const info = {
      dataType: "uint8",
      shape: [20, 30, 3],
      chunkShape: [16, 16, 3],
      fillValue: 0,
      codecs: [{ name: "bytes" }],
      attributes: {},
    } as const;
    const tiff = createTiff(await createFsFile(chunky), [{ info }]);
    const { sink } = tiff.images[0]!;
    const data = Uint8Array.from({ length: 768 }, (_, i) => i);
    await sink.writeChunk([0, 1, 0], { dataType: "uint8", shape: [16, 16, 3], data });
    await sink.close();
    await tiff.close();
    for (const [from, to, shape, ...options] of [
      [chunky, planar, [3, 20, 30], "--samples", "planar"],
      [planar, kept, [3, 20, 30]],
      [kept, back, [20, 30, 3], "--samples", "chunky"],
    ] as const) {
      expect(await runCommand("convert", from, to, "--quiet", ...options)).toMatchObject({ exitCode: 0 });
      expect(await runCommand("verify", chunky, to, "--quiet")).toMatchObject({ exitCode: 0, out: "" });
      const file = await openFsFile(to);
      const page = await (await openTiff(file)).ifd(0);
      expect(page.source().info.shape).toEqual(shape);
      expect(await page.tag(262)).toMatchObject({ numbers: Float64Array.of(2) });
      await file.close();
    }
  });

  it("keeps scales of levels that their shapes do not tell", async () => {
    const [zarr, tiff] = ["a.zarr", "a.ome.tif"].map((name) => join(directory, name)) as [string, string];
    const { createGroup, createArray, close } = await createZarr(fsStore(zarr), { zarrFormat: 3 });
    const scales = [
      [2, 0.5, 0.25],
      [2, 1.0625, 0.7],
    ];
    for (const [level, shape] of [SHAPE, [2, 20, 20]].entries()) {
      const codecs = [{ name: "bytes" }];
      const sink = await createArray(`${level}`, {
        dataType: "uint8",
        shape,
        chunkShape: [1, 20, 50],
        fillValue: 7,
        codecs,
        attributes: {},
      });
      await sink.close();
    }
    const datasets = scales.map((scale, i) => ({
      path: `${i}`,
      coordinateTransformations: [{ type: "scale", scale }],
    }));
    await createGroup("", { ome: { version: "0.5", multiscales: [{ name: "a", axes: AXES, datasets }] } });
    await close();
    expect(await runCommand("convert", zarr, tiff, "--quiet")).toMatchObject({ exitCode: 0, err: "" });
    expect(await runCommand("verify", zarr, tiff, "--quiet")).toMatchObject({ exitCode: 0, out: "" });
  });

  it("writes labels as images beside the others, and knows them as what they are", async () => {
    const [zarr, tiff, again] = ["a.zarr", "a.tif", "b.tif"].map((name) => join(directory, name)) as [
      string,
      string,
      string,
    ];
    await writeZarr(zarr, { "": "uint16", "labels/cells": "uint32", "labels/ids": "int64" });
    const { exitCode, err } = await runCommand("convert", zarr, tiff, "--quiet");
    expect({ exitCode, err }).toEqual({
      exitCode: 0,
      err: expect.stringMatching(/left out: labels\/ids\n$/),
    });
    expect(await runCommand("convert", tiff, again, "--quiet")).toMatchObject({ exitCode: 0, err: "" });
    expect(await runCommand("verify", zarr, again, "--quiet")).toMatchObject({ exitCode: 0, out: "" });
    const opened = await openSource(again);
    const { images, associated } = (await opened.images())!;
    await opened.close();
    expect(images.map(({ name }) => name)).toEqual(["image "]);
    expect(associated).toMatchObject([{ name: "labels/cells", image: { name: "image labels/cells" } }]);
    expect(associated?.[0]?.image.levels[0].source.info.dataType).toBe("uint32");
  });
});
