/** The dialects of N5: OME-Zarr gets their images as its own, N5 a copy of the hierarchy; N5 gets images in a dialect. */

import { join } from "node:path";
import { createN5, openN5 } from "@chunkwright/n5";
import { fsStore } from "@chunkwright/stores/fs";
import { counting } from "@chunkwright/testkit";
import { openZarr } from "@chunkwright/zarr";
import { beforeEach, expect, it } from "vitest";
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
