/** What `convert` writes as TIFF, as Bio-Formats reads it. */

import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { permute } from "@chunkwright/core";
import {
  type BioFormatsSeries,
  hasJava,
  hasShared,
  python,
  readWithBioFormats,
  sharedPath,
} from "@chunkwright/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { digestOf } from "../../src/compare/digest-of.ts";
import { openSource } from "../../src/open-source.ts";
import { omeFixture } from "../fixtures.ts";
import { runCommand } from "../run-command.ts";

/** OME-TIFFs of tifffile, and digests of what Bio-Formats should see in them: planes and levels as numpy has them. */
const MAKE = `
import hashlib, json, pathlib, sys
import numpy, tifffile

folder = pathlib.Path(sys.argv[1])
random = numpy.random.default_rng(7)

def sha256(data):
    return hashlib.sha256(numpy.ascontiguousarray(data).tobytes()).hexdigest()

def make(name, shape, dtype, axes, **options):
    ramp = numpy.add.outer(numpy.arange(shape[axes.index("Y")]), numpy.arange(shape[axes.index("X")]))
    ramp = ramp[..., None] if axes.endswith("S") else ramp
    data = (ramp + random.integers(0, 40, shape)).astype(dtype)
    metadata = {"axes": axes, "PhysicalSizeX": 0.25, "PhysicalSizeXUnit": "µm", "PhysicalSizeY": 0.5, "PhysicalSizeYUnit": "µm"}
    if "Z" in axes: metadata |= {"PhysicalSizeZ": 1.5, "PhysicalSizeZUnit": "µm"}
    if "T" in axes: metadata |= {"TimeIncrement": 3, "TimeIncrementUnit": "s"}
    if "C" in axes: metadata |= {"Channel": {"Name": [f"channel {c}" for c in range(shape[axes.index("C")])]}}
    tifffile.imwrite(folder / f"{name}.ome.tif", data, ome=True, metadata=metadata, tile=(64, 64), **options)
    planes = numpy.moveaxis(data, -1, -3) if axes.endswith("S") else data
    answers[name] = sha256(planes)

answers = {}
for dtype in ("int8", "uint8", "int16", "uint16", "int32", "uint32", "float32", "float64"):
    make(f"tczyx-{dtype}", (2, 3, 4, 100, 140), dtype, "TCZYX")
make("ctzyx", (2, 3, 2, 70, 90), "uint16", "CTZYX")
make("rgb", (150, 200, 3), "uint8", "YXS", photometric="rgb")
make("rgb-stack", (2, 2, 150, 200, 3), "uint8", "TZYXS", photometric="rgb")
make("yx", (700, 900), "uint16", "YX")
json.dump(answers, sys.stdout)
`;

let folder = "";
let digests: { readonly [name: string]: string } = {};

/** What Bio-Formats says of the first file's series. */
async function seriesOf(path: string): Promise<readonly BioFormatsSeries[]> {
  const file = (await readWithBioFormats([path]))[path]!;
  if ("error" in file) throw new Error(`${basename(path)}: ${file.error}`);
  return file.series;
}

async function convert(source: string, name: string, ...options: readonly string[]): Promise<string> {
  const target = join(folder, name);
  const { exitCode, err } = await runCommand("convert", source, target, "--quiet", "--overwrite", ...options);
  expect({ name, err, exitCode }).toMatchObject({ name, exitCode: 0 });
  return target;
}

describe.skipIf(!hasJava())("chunkwright convert for Bio-Formats (needs Java)", () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "chunkwright-bio-formats-"));
    await writeFile(join(folder, "make.py"), MAKE);
    digests = JSON.parse(await python(join(folder, "make.py"), folder));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it("keeps elements, axes, sizes and names of every image through OME-Zarr", async () => {
    const names = Object.keys(digests);
    const [sources, targets] = [[] as string[], [] as string[]];
    for (const [i, name] of names.entries()) {
      const source = join(folder, `${name}.ome.tif`);
      const zarr = await convert(source, `${name}.zarr`);
      const pyramid = i % 2 === 0 ? "subifds" : "chained";
      sources.push(source);
      targets.push(await convert(zarr, `${name}-back.ome.tif`, "--pyramid", pyramid, "--chunk", "64,64"));
    }
    const answers = await readWithBioFormats([...sources, ...targets]);
    for (const [i, name] of names.entries()) {
      const [before, after] = [sources[i]!, targets[i]!].map((path) => answers[path]!);
      if (!before || !after || "error" in before || "error" in after) {
        expect({ name, before, after }).toBeUndefined();
        continue;
      }
      const [{ levels, ...told }, ...others] = after.series as [BioFormatsSeries, ...BioFormatsSeries[]];
      const [{ levels: _, ...expected }] = before.series as [BioFormatsSeries];
      expect({ name, others }).toEqual({ name, others: [] });
      expect({ file: name, ...told }).toEqual({ file: name, ...expected });
      expect({ file: name, ...levels[0] }).toMatchObject({ file: name, sha256: digests[name] });
    }
  });

  it("shows every level of pyramids, compressed and laid out in every way, whatever the file is called", async () => {
    const layouts = [
      ["none", "subifds"],
      ["deflate:1", "chained"],
      ["zstd", "subifds"],
      ["lzw", "chained"],
      ["packbits", "subifds"],
      ["jpeg2000", "subifds"],
      ["deflate:2", "subifds", "--samples", "planar"],
    ] as const;
    const paths: string[] = [];
    for (const [compression, pyramid, ...more] of layouts) {
      const options = ["--compression", compression, "--pyramid", pyramid, "--levels", "3", ...more];
      // Of colours in JPEG 2000 Bio-Formats 7.3.1 gets a few pixels wrong, in tifffile's files too.
      for (const name of compression === "jpeg2000" ? ["yx"] : ["yx", "tczyx-uint16", "rgb"]) {
        const target = await convert(join(folder, `${name}.ome.tif`), "levels.ome.tif", ...options);
        const renamed = join(folder, `${name}-${compression.replace(":", "-")}.ome.tif`);
        await rename(target, renamed);
        paths.push(renamed);
      }
    }
    const answers = await readWithBioFormats(paths);
    for (const path of paths) {
      const file = answers[path]!;
      const levels = "error" in file ? file.error : file.series.map((series) => series.levels);
      expect({ path, levels }).toEqual({ path, levels: [await levelsOf(path)] });
    }
  });

  it("shows the wells of plates, whose OME-XML is kept or printed", async () => {
    const source = omeFixture("ome-plate.tif");
    const kept = await convert(await convert(source, "plate.zarr"), "kept.ome.tif");
    const cells = omeFixture(join("plates", "cellvoyager"));
    const printed = await convert(await convert(cells, "cells.zarr"), "printed.ome.tif");
    const answers = await readWithBioFormats([source, kept, printed]);
    const platesOf = (path: string) => {
      const file = answers[path]!;
      return "error" in file ? file.error : file.plates;
    };
    expect(platesOf(kept)).toEqual(platesOf(source));
    expect(platesOf(printed)).toEqual([
      {
        name: "my plate",
        rows: 16,
        columns: 24,
        wells: [
          { row: 1, column: 1, images: [0, 1] },
          { row: 2, column: 10, images: [2, 3] },
        ],
        acquisitions: [{ name: null, startTime: "2021-03-04T01:11:00", fields: 4 }],
      },
    ]);
  });

  it("reads ImageJ hyperstacks", async () => {
    const target = await convert(join(folder, "ctzyx.ome.tif"), "stack.tif", "--format", "imagej");
    const [series] = await seriesOf(target);
    expect(series).toMatchObject({
      order: "XYCZT",
      sizes: { t: 3, c: 2, z: 2, y: 70, x: 90 },
      physicalSizes: { z: [1.5, "µm"], y: [0.5, "µm"], x: [0.25, "µm"] },
      timeIncrement: [3, "s"],
    });
    expect(series?.levels).toEqual(await levelsOf(target, "tzcyx"));
  });

  it.skipIf(!hasShared("data"))("reads real images", async () => {
    for (const name of ["nuclei-pyramid.ome.tif", "timelapse.ome.tif", "tissue-jpeg-pyramid.tif"]) {
      const target = await convert(sharedPath(`data/${name}`), "real.ome.tif");
      const [series] = await seriesOf(target);
      expect({ name, levels: series?.levels }).toEqual({ name, levels: await levelsOf(target) });
    }
  });
});

/** Levels of the first image as we read them, the axes of pages in this order. */
async function levelsOf(path: string, order = "tczyx"): Promise<BioFormatsSeries["levels"]> {
  const opened = await openSource(path);
  const image = (await opened.images())!.images[0]!;
  const names = image.axes.map((axis) => axis.name);
  const axes = [...order].map((name) => names.indexOf(name)).filter((axis) => axis >= 0);
  const levels = await Promise.all(
    image.levels.map(async ({ source }) => ({
      shape: source.info.shape.slice(-2),
      sha256: await digestOf(permute(source, axes)),
    })),
  );
  await opened.close();
  return levels;
}
