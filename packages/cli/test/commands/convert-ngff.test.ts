/** OME-NGFF metadata that the target's version has no place for. */

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { runCommand } from "../run-command.ts";
import { temporaryDirectory } from "../temporary-directory.ts";

const AXES = ["y", "x"].map((name) => ({ name, type: "space", unit: "millimeter" }));

let source: string;
beforeEach(async () => {
  source = join(await temporaryDirectory(), "a.zarr");
});

async function writeImage(attributes: object): Promise<void> {
  await mkdir(join(source, "0", "c", "0"), { recursive: true });
  const group = { zarr_format: 3, node_type: "group", attributes };
  await writeFile(join(source, "zarr.json"), JSON.stringify(group));
  const array = {
    zarr_format: 3,
    node_type: "array",
    shape: [2, 2],
    data_type: "uint8",
    chunk_grid: { name: "regular", configuration: { chunk_shape: [2, 2] } },
    chunk_key_encoding: { name: "default" },
    fill_value: 0,
    codecs: [{ name: "bytes" }],
    dimension_names: ["y", "x"],
  };
  await writeFile(join(source, "0", "zarr.json"), JSON.stringify(array));
  await writeFile(join(source, "0", "c", "0", "0"), Uint8Array.of(1, 2, 3, 4));
}

describe("coordinate systems of OME-NGFF 0.6", () => {
  beforeEach(async () => {
    const affine = [
      [0, 1, 5],
      [1, 0, 7],
    ];
    const multiscale = {
      coordinateSystems: [
        { name: "intrinsic", axes: AXES },
        { name: "scanner", axes: AXES },
      ],
      datasets: [
        {
          path: "0",
          coordinateTransformations: [
            { type: "scale", scale: [2, 3], input: { path: "0" }, output: { name: "intrinsic" } },
          ],
        },
      ],
      coordinateTransformations: [
        { type: "affine", affine, input: { name: "intrinsic" }, output: { name: "scanner" } },
      ],
    };
    await writeImage({ ome: { version: "0.6", multiscales: [multiscale] } });
  });

  it("are kept in Zarr v3", async () => {
    const target = `${source}.zarr`;
    expect(await runCommand("convert", source, target, "-q")).toMatchObject({ exitCode: 0, err: "" });
    expect(await runCommand("verify", source, target, "-q")).toMatchObject({ exitCode: 0, out: "" });
    expect((await runCommand("validate", target)).err).toContain("valid OME-NGFF 0.6");
  });

  it.each([
    ["a.ome.tif", "--levels", "1"],
    ["part.zarr", "--image", "0"],
  ])("are left out of images in %s, and named", async (name, ...options) => {
    const target = join(await temporaryDirectory(), name);
    const { exitCode, err } = await runCommand("convert", source, target, "-q", ...options);
    expect([exitCode, err]).toEqual([0, "warning: coordinate systems are left out: scanner\n"]);
  });

  it.each([
    ["v2.zarr", "0.4", "--zarr-version", "2"],
    ["a.ozx", "0.5", "--zarr-version", "3"],
    ["a.n5", "0.4", "--compression", "auto"],
    ["a.h5", "0.4", "--compression", "auto"],
  ])("are left out of %s, and named", async (name, version, ...options) => {
    const target = join(await temporaryDirectory(), name);
    const { exitCode, err } = await runCommand("convert", source, target, "-q", ...options);
    expect([exitCode, err]).toEqual([
      0,
      `warning: OME-NGFF ${version} has no place for coordinate systems beside that of the datasets: left out\n`,
    ]);
    const { out } = await runCommand("verify", source, target, "-q");
    expect(out).toBe(
      "group .: beyond OME-NGFF 0.5: coordinate systems beside that of the datasets in A, none in B\n",
    );
  });
});

it.each([
  [{ axes: AXES }, ""],
  [
    { axes: [] },
    "warning: OME-NGFF 0.4 has no place for the attribute multiscales both in ome and beside it",
  ],
])("attributes of both versions become those of one", async (change, warning) => {
  const datasets = [{ path: "0", coordinateTransformations: [{ type: "scale", scale: [2, 3] }] }];
  const multiscale = { axes: AXES, datasets };
  await writeImage({
    ome: { version: "0.5", multiscales: [multiscale] },
    multiscales: [{ ...multiscale, ...change }],
  });
  const target = `${source}.n5`;
  const { exitCode, err } = await runCommand("convert", source, target, "-q");
  expect(exitCode).toBe(0);
  expect(err.startsWith(warning)).toBe(true);
  expect(warning === "" ? err : "").toBe("");
  const verified = await runCommand("verify", source, target, "-q");
  expect(verified.exitCode).toBe(0);
});
