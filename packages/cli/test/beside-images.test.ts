/** What a hierarchy holds beside its images: convert keeps it, and verify misses it where it is gone. */

import { cp, rm } from "node:fs/promises";
import { join } from "node:path";
import { fsStore } from "@chunkwright/stores/fs";
import { counting } from "@chunkwright/testkit";
import { createZarr } from "@chunkwright/zarr";
import { beforeEach, describe, expect, it } from "vitest";
import { jsonLines, runCommand } from "./run-command.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

const AXES = ["y", "x"].map((name) => ({ name, type: "space" }));

function multiscales(name: string) {
  const datasets = [{ path: "0", coordinateTransformations: [{ type: "scale", scale: [1, 1] }] }];
  return { version: "0.5", multiscales: [{ name, axes: AXES, datasets }] };
}

let source: string;
beforeEach(async () => {
  source = join(await temporaryDirectory(), "source.zarr");
  const sink = await createZarr(fsStore(source), { zarrFormat: 3 });
  await sink.createGroup("", { ome: multiscales("cells"), laboratory: { sample: 7 } });
  await sink.createGroup("labels", { ome: { version: "0.5", labels: ["nuclei"] } });
  await sink.createGroup("labels/nuclei", { ome: { ...multiscales("nuclei"), "image-label": {} } });
  for (const path of ["0", "labels/nuclei/0", "tables/features"]) {
    const array = await sink.createArray(path, {
      dataType: "uint16",
      shape: [8, 8],
      chunkShape: [8, 8],
      fillValue: 0,
      codecs: [{ name: "bytes", configuration: { endian: "little" } }],
      dimensionNames: ["y", "x"],
      attributes: { note: `the array ${path}` },
    });
    await array.writeChunk([0, 0], counting([8, 8]));
    await array.close();
  }
  await sink.close();
});

describe("what lies beside the images of a hierarchy", () => {
  it.each(["2", "3"])("is converted with them to Zarr v%s", async (version) => {
    const target = join(source, "../target.zarr");
    expect((await runCommand("convert", source, target, "--zarr-version", version)).exitCode).toBe(0);
    const [report] = jsonLines((await runCommand("info", target, "--json")).out);
    expect(report).toMatchObject({
      arrays: ["0", "labels/nuclei/0", "tables/features"].map((path) => ({
        path,
        attributes: { note: `the array ${path}` },
      })),
    });
  });

  it("is missed by verify where it is missing", async () => {
    const other = join(source, "../other.zarr");
    await cp(source, other, { recursive: true });
    expect((await runCommand("verify", source, other)).exitCode).toBe(0);
    await rm(join(other, "labels"), { recursive: true });
    expect((await runCommand("verify", source, other)).exitCode).toBe(1);
  });
});
