import { describe, expect, it } from "vitest";
import { chooseTarget } from "../../src/targets/choose-target.ts";
import { UsageError } from "../../src/usage-error.ts";

describe("chooseTarget()", () => {
  it.each([
    ["a.zarr", "directory"],
    ["a.ome.zarr", "directory"],
    ["A.ZARR", "directory"],
    ["a.n5", "directory"],
    ["a.zarr.zip", "file"],
    ["a.zip", "file"],
    ["a.ozx", "file"],
    ["a.h5", "file"],
    ["a.hdf5", "file"],
    ["a.nc", "file"],
    ["s3://bucket/a.zarr", "directory"],
    ["s3://bucket/a.ome.tiff", "file"],
    ["some/a.zarr/", "directory"],
    ["some\\a.zarr\\", "directory"],
    ["C:\\some\\a.n5\\", "directory"],
  ])("knows %s by its name as a %s", async (target, kind) => {
    expect((await chooseTarget(target, {})).kind).toBe(kind);
  });

  it("takes the format from the option whatever the name", async () => {
    expect((await chooseTarget("a", { format: "zarr" })).kind).toBe("directory");
  });

  it.each([
    ["a.xyz", {}, /^Cannot tell the format of a\.xyz from its name: use --format with one of zarr/],
    ["zarr", {}, /^Cannot tell the format of zarr/],
    ["", { format: "zarr" }, /^The path of the target is empty/],
    ["a.zarr", { format: "xyz" }, /^Cannot write format "xyz": choose zarr/],
    ["http://host/a.zarr", {}, /^Cannot write http:\/\/host\/a\.zarr/],
    ["https://host/a.zarr", { format: "zarr" }, /^Cannot write https:\/\/host\/a\.zarr/],
    ["s3://bucket/a.xml", {}, /^Cannot write s3:\/\/bucket\/a\.xml: the two files of BigDataViewer/],
    ["gs://bucket/a.zarr", {}, /gs:\/\/ is not supported/],
    ["a.ozx", { zarrVersion: "2" }, /^Cannot write a\.ozx: \.ozx holds Zarr v3/],
    ["a.tif", { shard: "64", chunk: "16" }, /^Format "tiff" has no use for --shard$/],
    ["a.ims", { levels: "2", chunk: "16" }, /^Format "ims" has no use for --chunk, --levels$/],
    ["a.n5", { zarrVersion: "3" }, /^Format "n5" has no use for --zarr-version$/],
  ])("rejects %s with %j", async (target, options, message) => {
    await expect(chooseTarget(target, options)).rejects.toThrow(UsageError);
    await expect(chooseTarget(target, options)).rejects.toThrow(message);
  });
});
