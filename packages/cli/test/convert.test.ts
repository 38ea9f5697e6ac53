import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { type ConvertOptions, compareSources, convert, openSource, UsageError } from "../src/index.ts";
import { omeFixture } from "./fixtures.ts";
import { runCommand } from "./run-command.ts";
import { namesIn, temporaryDirectory } from "./temporary-directory.ts";
import { writeTinyTiff } from "./tiny-tiff.ts";

let directory: string;
let source: string;
let target: string;
beforeEach(async () => {
  directory = await temporaryDirectory();
  source = await writeTinyTiff(directory, "a.tif");
  target = join(directory, "a.zarr");
});

describe("convert()", () => {
  it("writes what the command writes, and tells of each array", async () => {
    const options: ConvertOptions = { zarrVersion: 2, chunk: [16, 16], compression: "zstd:5", levels: 2 };
    const arrays = await convert(source, target, options);
    expect(arrays.map(({ path, origin, info }) => [path, origin, info.chunkShape])).toEqual([
      ["0", "source", [16, 16]],
      ["1", "generated", [16, 16]],
    ]);
    const byCommand = join(directory, "b.zarr");
    const flags = "--zarr-version 2 --chunk 16,16 --compression zstd:5 --levels 2".split(" ");
    await runCommand("convert", source, byCommand, ...flags);
    const [a, b] = [await openSource(target), await openSource(byCommand)];
    expect(await compareSources(a, b)).toMatchObject({ differences: [], compared: 2 });
  });

  it("takes one image, and parts along axes", async () => {
    const series = omeFixture("ome-series.tif");
    const [array] = await convert(series, target, { image: 0, select: { z: "1", x: "2:6" }, levels: 1 });
    expect(array?.info.shape).toEqual([1, 1, 1, 5, 4]);
    const mistaken = convert(series, join(directory, "b.zarr"), { select: { x: "many" } });
    await expect(mistaken).rejects.toThrow(
      new UsageError('Cannot select "x=many": it should be like c=0,2 or z=10:20'),
    );
  });

  it("tells of its progress, up to the end", async () => {
    const told: (readonly [done: number, total: number])[] = [];
    await convert(source, target, { onProgress: (done, total) => told.push([done, total]) });
    const [done, total] = told.at(-1) ?? [];
    expect(done).toBe(total);
  });

  it("warns of what has no place in the target", async () => {
    const warnings: string[] = [];
    const pyramid = omeFixture("ome-pyramid.tif");
    const stack = join(directory, "stack.tif");
    await convert(pyramid, stack, { format: "imagej", onWarning: (message) => warnings.push(message) });
    expect(warnings).toContain("only the finest level becomes a hyperstack");
  });

  it("refuses targets that are there, and options that make no sense, and writes nothing", async () => {
    await expect(convert(source, source)).rejects.toMatchObject({ code: "exists" });
    await expect(convert(source, target, { levels: 99 })).rejects.toThrow(UsageError);
    await expect(convert(source, join(directory, "a.what"))).rejects.toThrow(UsageError);
    const aborted = convert(source, target, { signal: AbortSignal.abort() });
    await expect(aborted).rejects.toMatchObject({ name: "AbortError" });
    expect(await namesIn(directory)).toEqual(["a.tif"]);
  });
});
