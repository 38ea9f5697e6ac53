import { join } from "node:path";
import type { JsonObject } from "@chunkwright/core";
import { type Hdf5Dataset, type Hdf5Group, openHdf5 } from "@chunkwright/hdf5";
import { openFsFile } from "@chunkwright/stores/fs";
import { beforeEach, describe, expect, it } from "vitest";
import { omeFixture } from "../../fixtures.ts";
import { jsonLines, runCommand } from "../../run-command.ts";
import { namesIn, temporaryDirectory } from "../../temporary-directory.ts";
import { writeTinyTiff } from "../../tiny-tiff.ts";

let directory: string;
let source: string;
let target: string;
beforeEach(async () => {
  directory = await temporaryDirectory();
  source = await writeTinyTiff(directory, "a.tif");
  target = join(directory, "a.h5");
});

async function openAt(path: string): Promise<Hdf5Group | Hdf5Dataset | undefined> {
  const file = await openFsFile(target);
  try {
    return await (await openHdf5(file)).root.open(path);
  } finally {
    await file.close();
  }
}

async function codecsOf(...options: readonly string[]): Promise<readonly string[]> {
  expect((await runCommand("convert", source, target, "--overwrite", ...options)).exitCode).toBe(0);
  const array = await openAt("0");
  if (array?.kind !== "array") throw new Error("no dataset 0");
  return array.info.codecs.map(({ name }) => name);
}

async function digests(path: string): Promise<readonly unknown[]> {
  const { out } = await runCommand("digest", "--json", path);
  return jsonLines(out).map((line) => (line as JsonObject).sha256);
}

describe("chunkwright convert into HDF5", () => {
  it("writes an image as a group of OME-NGFF", async () => {
    const { exitCode } = await runCommand("convert", source, target);
    expect(exitCode).toBe(0);
    expect(await digests(target)).toEqual(await digests(source));
    expect(await openAt("/")).toMatchObject({
      attributes: { multiscales: [{ version: "0.4", name: "a", datasets: [{ path: "0" }] }] },
    });
    expect((await runCommand("verify", source, target)).exitCode).toBe(0);
    expect(await namesIn(directory)).toEqual(["a.h5", "a.tif"]);
  });

  it("gives every axis a dimension in files that are called netCDF", async () => {
    target = join(directory, "a.nc");
    expect((await runCommand("convert", source, target, "--levels", "2")).exitCode).toBe(0);
    expect(await openAt("y")).toMatchObject({ kind: "array", info: { shape: [30] } });
    expect(await openAt("0")).toMatchObject({ info: { dimensionNames: ["y", "x"] } });
    const [{ typedAttributes } = { typedAttributes: undefined }] = [await openAt("/")];
    expect(typedAttributes?.has("_NCProperties")).toBe(true);
    expect((await runCommand("verify", source, target)).exitCode).toBe(0);
  });

  it("makes coarser levels of what it has just written", async () => {
    const { exitCode } = await runCommand("convert", source, target, "--levels", "2", "--chunk", "8,8");
    expect(exitCode).toBe(0);
    expect((await openAt("1"))?.kind).toBe("array");
  });

  it("knows the compressions of HDF5", async () => {
    expect(await codecsOf("--compression", "gzip:1")).toEqual([
      "bytes",
      "numcodecs.shuffle",
      "numcodecs.zlib",
    ]);
    expect(await codecsOf("--compression", "lz4")).toEqual(["bytes", "hdf5.lz4"]);
    expect(await codecsOf("--compression", "zstd")).toEqual(["bytes", "zstd"]);
    expect(await codecsOf("--compression", "blosc:lz4")).toEqual(["bytes", "blosc"]);
    expect(await codecsOf("--compression", "none")).toEqual(["bytes"]);
    expect((await runCommand("convert", source, target, "--compression", "lzw")).exitCode).toBe(2);
  });

  it("moves chunks from Zarr v2 into HDF5 and back as they are", async () => {
    const zarr = join(directory, "a.zarr");
    const back = join(directory, "b.zarr");
    const v2 = ["--zarr-version", "2"];
    await runCommand("convert", source, zarr, ...v2, "--compression", "zlib");
    expect((await runCommand("convert", zarr, target)).err).toMatch(/1 of them copied without decoding/);
    expect((await runCommand("convert", target, back, ...v2)).err).toMatch(/1 of them copied without/);
    expect((await runCommand("verify", zarr, target)).exitCode).toBe(0);
    expect((await runCommand("verify", zarr, back)).exitCode).toBe(0);
  });

  it("keeps a hierarchy whole: groups, arrays, attributes", async () => {
    const zarr = join(directory, "a.zarr");
    await runCommand("convert", omeFixture("ome-series.tif"), zarr);
    const { exitCode } = await runCommand("convert", zarr, target);
    expect(exitCode).toBe(0);
    expect(await runCommand("verify", zarr, target)).toMatchObject({ exitCode: 0 });
    const document = (await openAt("OME"))?.typedAttributes.get("METADATA.ome.xml");
    expect(document?.datatype.class).toBe("string");
  });

  it("leaves no file behind when the source is damaged", async () => {
    await writeTinyTiff(directory, "a.tif", { damaged: [1] });
    expect((await runCommand("convert", source, target)).exitCode).toBe(1);
    expect(await namesIn(directory)).toEqual(["a.tif"]);
  });
});
