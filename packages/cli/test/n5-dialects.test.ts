/** The dialects of N5: OME-Zarr gets their images as its own, N5 a copy of the hierarchy; N5 gets images in a dialect. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createN5, openN5 } from "@chunkwright/n5";
import { fsStore } from "@chunkwright/stores/fs";
import { counting } from "@chunkwright/testkit";
import { createZarr, openZarr } from "@chunkwright/zarr";
import { beforeEach, describe, expect, it } from "vitest";
import { runCommand } from "./run-command.ts";
import { temporaryDirectory } from "./temporary-directory.ts";
import { writeTinyTiff } from "./tiny-tiff.ts";

let directory: string;
let source: string;
beforeEach(async () => {
  directory = await temporaryDirectory();
  source = join(directory, "cells.n5");
  const sink = await createN5(fsStore(source));
  for (const channel of ["c0", "c1"]) {
    for (const [level, length] of [8, 4].entries()) {
      const factor = 8 / length;
      const array = await sink.createArray(`${channel}/s${level}`, {
        dataType: "uint16",
        shape: [length, length],
        chunkShape: [4, 4],
        fillValue: 0,
        codecs: [
          { name: "bytes", configuration: { endian: "big" } },
          { name: "gzip", configuration: { level: 1 } },
        ],
        attributes: {
          pixelResolution: { dimensions: [0.5, 0.5], unit: "um" },
          downsamplingFactors: [factor, factor],
        },
      });
      await array.writeChunk([0, 0], counting([4, 4]));
      await array.close();
    }
  }
  await sink.close();
});

it("converts n5-viewer's channels into one OME-Zarr image, chunks as they are", async () => {
  const target = join(directory, "cells.zarr");
  const { exitCode, err } = await runCommand("convert", source, target);
  expect(err).toContain(`warning: only the images of ${source} are converted, not what else it holds`);
  expect(err).toMatch(/[1-4] of them copied without decoding/);
  expect(exitCode).toBe(0);
  const root = await openZarr(fsStore(target));
  expect(root?.kind === "group" && root.attributes.ome).toMatchObject({
    multiscales: [
      {
        name: "cells",
        axes: [{ name: "c" }, { name: "y", unit: "micrometer" }, { name: "x", unit: "micrometer" }],
        datasets: [
          { coordinateTransformations: [{ scale: [1, 0.5, 0.5] }, { translation: [0, 0, 0] }] },
          { coordinateTransformations: [{ scale: [1, 1, 1] }, { translation: [0, 0.25, 0.25] }] },
        ],
      },
    ],
  });
  expect(await runCommand("verify", source, target)).toMatchObject({ exitCode: 0 });
});

it("copies the hierarchy into N5", async () => {
  const target = join(directory, "copy.n5");
  expect(await runCommand("convert", source, target)).toMatchObject({ exitCode: 0 });
  expect(await runCommand("verify", source, target)).toMatchObject({ exitCode: 0 });
  expect((await runCommand("info", target)).out).toContain("c1/s1");
});

it("writes images of other formats as n5-viewer and n5-universe read them", async () => {
  const tiff = await writeTinyTiff(directory, "a.tif");
  const target = join(directory, "a.n5");
  expect(await runCommand("convert", tiff, target)).toMatchObject({ exitCode: 0 });
  expect(await runCommand("verify", tiff, target)).toMatchObject({ exitCode: 0 });
  const root = await openN5(fsStore(target));
  if (root?.kind !== "group") throw new Error("The root is a group");
  expect(root.attributes).toMatchObject({
    axes: ["x", "y"],
    scales: [[1, 1]],
    multiscales: [{ axes: [{ name: "x" }, { name: "y" }], datasets: [{ path: "s0" }] }],
  });
  const level = await root.open("s0");
  expect(level?.kind === "array" && level.info.attributes).toMatchObject({ downsamplingFactors: [1, 1] });
});

describe("a hierarchy of OME-Zarr, with labels and a table,", () => {
  let zarr: string;
  let n5: string;
  const axes = [
    { name: "z", type: "space", unit: "micrometer" },
    { name: "y", type: "space" },
    { name: "x", type: "space" },
  ];
  const placed = (path: string, scale: readonly number[], translation: readonly number[]) => ({
    path,
    coordinateTransformations: [
      { type: "scale", scale },
      { type: "translation", translation },
    ],
  });
  const datasets = [placed("0", [2, 1, 0.5], [3, 4, 5]), placed("1", [2, 2, 1], [3, 4.5, 5.25])];
  const document = async (path: string) =>
    JSON.parse(await readFile(join(n5, path, "attributes.json"), "utf8"));

  beforeEach(async () => {
    zarr = join(directory, "image.zarr");
    n5 = join(directory, "image.n5");
    const sink = await createZarr(fsStore(zarr), { zarrFormat: 3 });
    await sink.createGroup("", { ome: { version: "0.5", multiscales: [{ name: "a", axes, datasets }] } });
    await sink.createGroup("labels", { ome: { version: "0.5", labels: ["cells"] } });
    const source = { image: "../../" };
    const label = {
      multiscales: [{ axes, datasets }],
      "image-label": { colors: [{ "label-value": 1 }], source },
    };
    await sink.createGroup("labels/cells", { ome: { version: "0.5", ...label } });
    for (const path of ["", "labels/cells/"]) {
      for (const [level, shape] of [
        [2, 8, 8],
        [2, 4, 4],
      ].entries()) {
        const array = await sink.createArray(`${path}${level}`, {
          dataType: "uint16",
          shape,
          chunkShape: [2, 4, 4],
          fillValue: 0,
          codecs: [{ name: "bytes", configuration: { endian: "little" } }],
          dimensionNames: ["z", "y", "x"],
          attributes: {},
        });
        await array.writeChunk([0, 0, 0], counting([2, 4, 4]));
        await array.close();
      }
    }
    const common = { shape: [3], chunkShape: [3], attributes: {} };
    const names = await sink.createArray("tables/name", {
      ...common,
      dataType: "string",
      fillValue: "",
      codecs: [{ name: "vlen-utf8" }],
    });
    await names.writeChunk([0], { dataType: "string", shape: [3], data: ["a", "", "\u00e9"] });
    await names.close();
    const blobs = await sink.createArray("tables/blob", {
      ...common,
      dataType: "bytes",
      fillValue: new Uint8Array(0),
      codecs: [{ name: "vlen-bytes" }],
    });
    const data = [1, 2, 3].map((length) => new Uint8Array(length).fill(length));
    await blobs.writeChunk([0], { dataType: "bytes", shape: [3], data });
    await blobs.close();
    await sink.close();
    expect(await runCommand("convert", zarr, n5, "-q")).toMatchObject({ exitCode: 0, err: "" });
  });

  it("has its axes turned for N5, once", async () => {
    const { multiscales } = await document("labels/cells");
    expect(multiscales).toEqual([
      {
        version: "0.4",
        axes: axes.toReversed(),
        datasets: [placed("0", [0.5, 1, 2], [5, 4, 3]), placed("1", [1, 2, 2], [5.25, 4.5, 3])],
      },
    ]);
    expect((await document("")).multiscales).toEqual([{ ...multiscales[0], name: "a" }]);
    expect(await document("1")).toMatchObject({ dimensions: [4, 4, 2], axes: ["x", "y", "z"] });
    expect(await document("tables/name")).toMatchObject({ dataType: "string" });
    expect(await document("tables/blob")).toMatchObject({ dataType: "object", blockSize: [1] });
  });

  it.each(["back.zarr", "copy.n5"])("is the same in N5, and after the way into %s", async (name) => {
    expect(await runCommand("verify", zarr, n5)).toMatchObject({ exitCode: 0 });
    expect((await runCommand("validate", n5)).out).not.toContain("MUST");
    const target = join(directory, name);
    expect(await runCommand("convert", n5, target, "-q")).toMatchObject({ exitCode: 0, err: "" });
    expect(await runCommand("verify", zarr, target)).toMatchObject({ exitCode: 0 });
    expect(await runCommand("verify", target, n5)).toMatchObject({ exitCode: 0 });
  });
});
