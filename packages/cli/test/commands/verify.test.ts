import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { JsonObject } from "@chunkwright/core";
import { describe, expect, it } from "vitest";
import { omeFixture } from "../fixtures.ts";
import { jsonLines, runCommand, runInterrupted } from "../run-command.ts";
import { temporaryDirectory } from "../temporary-directory.ts";
import { writeTinyTiff } from "../tiny-tiff.ts";

async function converted(source: string, ...options: readonly string[]): Promise<string> {
  const target = join(await temporaryDirectory(), "a.zarr");
  expect(await runCommand("convert", source, target, "--quiet", ...options)).toEqual({
    exitCode: 0,
    out: "",
    err: "",
  });
  return target;
}

describe("chunkwright verify", () => {
  it.each(["2", "3"])("finds a conversion to Zarr v%s equal to its source", async (version) => {
    const target = await converted(omeFixture("ome-series.tif"), "--zarr-version", version);
    expect(await runCommand("verify", omeFixture("ome-series.tif"), target)).toEqual({
      exitCode: 0,
      out: "",
      err: "Equal: 2 arrays compared element by element, metadata field by field\n",
    });
  });

  it("reports with --json", async () => {
    const [a, b] = [omeFixture("ome-ctzyx.tif"), await converted(omeFixture("ome-ctzyx.tif"))];
    const { exitCode, out, err } = await runCommand("verify", a, b, "--json");
    expect([exitCode, err]).toEqual([0, ""]);
    expect(jsonLines(out)).toEqual([{ a, b, equal: true, compared: 1, differences: [], notes: [] }]);
  });

  it("notes levels that the conversion has added", async () => {
    const source = await writeTinyTiff(await temporaryDirectory(), "a.tif");
    const { exitCode, err } = await runCommand("verify", source, await converted(source, "--levels", "3"));
    expect(exitCode).toBe(0);
    expect(err).toContain("image 0: levels 1 to 2 are in B alone\n");
  });

  it("finds no difference in names that are those of the files, for images without a name", async () => {
    const directory = await temporaryDirectory();
    const group = await converted(await writeTinyTiff(directory, "a.tif"));
    const document = join(group, "zarr.json");
    await writeFile(document, (await readFile(document, "utf8")).replace(/"name": "a",/, '"name": "",'));
    const [a, b] = [join(directory, "first.ome.tif"), join(directory, "second.ome.tif")];
    for (const [from, to] of [
      [group, a],
      [a, b],
    ] as const) {
      expect(await runCommand("convert", from, to, "-q")).toMatchObject({ exitCode: 0 });
      expect(await runCommand("verify", from, to)).toMatchObject({ exitCode: 0, out: "" });
    }
  });

  it("compares a part with what convert has made of the same part", async () => {
    const source = omeFixture("ome-tczyx.tif");
    const part = join(await temporaryDirectory(), "part.tif");
    await runCommand("convert", source, part, "--select", "t=1", "--select", "x=2:6", "--levels", "1");
    const same = await runCommand("verify", source, part, "--select", "t=1", "--select", "x=2:6");
    expect([same.exitCode, same.out]).toEqual([0, ""]);
    const other = await runCommand("verify", source, part, "--select", "t=0", "--select", "x=2:6");
    expect(other.exitCode).toBe(1);
    expect(other.out).toMatch(/^image 0 level 0: translation: .*\nimage 0 level 0: \d+ elements, first at/);
  });

  it("fails where elements or statements differ, with what and where", async () => {
    const [a, b] = [omeFixture("ome-tczyx.tif"), await converted(omeFixture("ome-ztcyx.tif"))];
    const { exitCode, out, err } = await runCommand("verify", a, b);
    expect(exitCode).toBe(1);
    expect(out).toMatch(/^image 0: name: ome-tczyx in A, ome-ztcyx in B$/m);
    expect(out).toMatch(/^image 0 level 0: shape: \[2, 3, 2, 5, 7\] in A, \[3, 2, 2, 5, 7\] in B$/m);
    expect(err).toMatch(/^Different: \d+ differences in 1 compared array\n$/);
    const json = await runCommand("verify", a, b, "--json", "--quiet");
    expect([json.exitCode, json.err]).toEqual([1, ""]);
    expect(jsonLines(json.out)[0]).toMatchObject({ equal: false });
  });

  it("finds an array at the root where HDF5 can have it, in the group there", async () => {
    const source = join(await temporaryDirectory(), "source.zarr");
    await mkdir(source);
    const document = { zarr_format: 2, shape: [3], chunks: [3], dtype: "|u1", fill_value: 0, order: "C" };
    await writeFile(
      join(source, ".zarray"),
      JSON.stringify({ ...document, compressor: null, filters: null }),
    );
    await writeFile(join(source, "0"), Uint8Array.of(1, 2, 3));
    const target = join(await temporaryDirectory(), "target.h5");
    expect(await runCommand("convert", source, target, "--quiet")).toMatchObject({ exitCode: 0 });
    for (const pair of [
      [source, target],
      [target, source],
    ]) {
      expect(await runCommand("verify", ...pair, "--quiet")).toEqual({ exitCode: 0, out: "", err: "" });
    }
    await writeFile(join(source, "0"), Uint8Array.of(1, 2, 4));
    expect(await runCommand("verify", source, target, "--quiet")).toMatchObject({ exitCode: 1 });
  });

  it("finds a chunk that has gone missing", async () => {
    const source = await writeTinyTiff(await temporaryDirectory(), "a.tif");
    const target = await converted(source, "--levels", "1", "--chunk", "8,8");
    await rm(join(target, "0/c/1/2"));
    const { exitCode, out } = await runCommand("verify", source, target);
    expect(exitCode).toBe(1);
    expect(out).toBe("image 0 level 0: 64 elements, first at [8,16]: 336 in A, 0 in B\n");
  });

  it("takes a damaged chunk for an error, not for a difference", async () => {
    const source = await writeTinyTiff(await temporaryDirectory(), "a.tif");
    const target = await converted(source, "--levels", "1", "--chunk", "8,8");
    const chunk = join(target, "0/c/1/2");
    await writeFile(chunk, (await readFile(chunk)).subarray(0, 20));
    const { exitCode, out, err } = await runCommand("verify", source, target, "--json");
    expect(exitCode).toBe(1);
    expect(jsonLines(out)).toEqual([{ error: expect.objectContaining({ code: "codec" }) }]);
    expect(err).toMatch(/^chunkwright: .*\n$/);
  });

  it("compares arrays by path where there are no images", async () => {
    const directory = await temporaryDirectory();
    const source = await writeTinyTiff(directory, "a.tif");
    const image = await converted(source, "--levels", "1");
    const array = join(image, "0");
    expect(await runCommand("verify", array, array, "--quiet")).toEqual({ exitCode: 0, out: "", err: "" });
    const { exitCode, out } = await runCommand("verify", array, image);
    expect(exitCode).toBe(1);
    expect(out).toBe(
      "array .: what is there: array in A, group in B\narray 0: what is there: nothing in A, array in B\n",
    );
  });

  it("takes versions that ome-zarr-py forgets in labels, or repeats as iohub does, for no difference", async () => {
    const [recent, old] = [await temporaryDirectory(), await temporaryDirectory()];
    const write = async (directory: string, path: string, document: JsonObject) => {
      await mkdir(join(directory, "labels"), { recursive: true });
      await writeFile(join(directory, path), JSON.stringify(document));
    };
    const datasets = [{ path: "0", coordinateTransformations: [{ type: "scale", scale: [1, 1] }] }];
    const axes = [..."yx"].map((name) => ({ name, type: "space" }));
    const multiscale = { axes, datasets };
    const image = { multiscales: [{ version: "0.5", ...multiscale }] };
    const ome = { labels: [], "image-label": { version: "0.5" }, ...image };
    await write(recent, "zarr.json", { zarr_format: 3, node_type: "group" });
    await write(recent, "labels/zarr.json", { zarr_format: 3, node_type: "group", attributes: { ome } });
    await write(old, ".zgroup", { zarr_format: 2 });
    await write(old, "labels/.zgroup", { zarr_format: 2 });
    await write(old, "labels/.zattrs", {
      labels: [],
      "image-label": { version: "0.4" },
      multiscales: [{ version: "0.4", ...multiscale }],
    });
    expect(await runCommand("verify", recent, old, "--quiet")).toEqual({ exitCode: 0, out: "", err: "" });
  });

  it("finds what others put beside NGFF's members, wherever versions have those", async () => {
    const [recent, old] = [await temporaryDirectory(), await temporaryDirectory()];
    const attributes = { ome: { version: "0.5", labels: ["a"], name: "/" } };
    const document = { zarr_format: 3, node_type: "group", attributes };
    await writeFile(join(recent, "zarr.json"), JSON.stringify(document));
    await writeFile(join(old, ".zgroup"), JSON.stringify({ zarr_format: 2 }));
    await writeFile(join(old, ".zattrs"), JSON.stringify({ labels: ["a"], name: "/" }));
    expect(await runCommand("verify", recent, old, "--quiet")).toEqual({ exitCode: 0, out: "", err: "" });
    await writeFile(join(old, ".zattrs"), JSON.stringify({ labels: ["a"], name: "b" }));
    expect(await runCommand("verify", recent, old, "--quiet")).toMatchObject({
      exitCode: 1,
      out: 'group .: attribute name: "/" in A, "b" in B\n',
    });
  });

  it("fails on a missing source", async () => {
    const source = omeFixture("ome-rgb.tif");
    expect((await runCommand("verify", source, "/none.zarr")).exitCode).toBe(1);
    expect((await runCommand("verify", source)).exitCode).toBe(2);
  });

  it("can be interrupted", async () => {
    const source = omeFixture("ome-tczyx.tif");
    const { exitCode, out, err } = await runInterrupted("verify", source, await converted(source));
    expect([exitCode, out]).toEqual([130, ""]);
    expect(err).toMatch(/Interrupted\n$/);
  });
});
