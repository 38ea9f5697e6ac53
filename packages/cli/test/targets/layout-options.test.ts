import { join } from "node:path";
import { createHdf5 } from "@chunkwright/hdf5";
import { createFsFile } from "@chunkwright/stores/fs";
import { beforeEach, describe, expect, it } from "vitest";
import { jsonLines, runCommand } from "../run-command.ts";
import { temporaryDirectory } from "../temporary-directory.ts";

describe("chunks and shards for a hierarchy of arrays with different numbers of axes", () => {
  let directory: string;
  let source: string;

  beforeEach(async () => {
    directory = await temporaryDirectory();
    source = join(directory, "a.h5");
    const sink = createHdf5(await createFsFile(source));
    for (const [path, shape] of SHAPES) {
      const codecs = [{ name: "bytes" }];
      const info = {
        dataType: "uint8",
        shape,
        chunkShape: shape,
        fillValue: 0,
        codecs,
        attributes: {},
      } as const;
      await (await sink.createArray(path, info)).close();
    }
    await sink.close();
  });

  it("are those of the arrays that have as many axes or more; others keep theirs", async () => {
    const target = join(directory, "a.zarr");
    const options = ["--chunk", "1,16,16", "--shard", "2,32,32"];
    expect(await runCommand("convert", source, target, ...options, "--quiet")).toMatchObject({
      exitCode: 0,
      err: "",
    });
    const { out } = await runCommand("info", "--json", target);
    expect(layouts(out)).toEqual([
      { path: "movie", chunkShape: [1, 1, 16, 16], shardShape: [1, 2, 32, 32] },
      { path: "plane", chunkShape: [48, 64] },
      { path: "scalar", chunkShape: [] },
      { path: "table", chunkShape: [9000] },
      { path: "volume", chunkShape: [1, 16, 16], shardShape: [2, 32, 32] },
    ]);
    expect((await runCommand("verify", source, target)).exitCode).toBe(0);
  });

  it.each([
    ["--chunk", "Chunks"],
    ["--shard", "Shards"],
  ])("by %s are refused if no array has as many axes", async (option, what) => {
    const target = join(directory, "a.zarr");
    expect(await runCommand("convert", source, target, option, "1,1,1,16,16")).toMatchObject({
      exitCode: 2,
      err: `chunkwright: ${what} of 1 x 1 x 1 x 16 x 16 have 5 axes, and no array more than 4: give lengths for the last axes only\n`,
    });
  });
});

const SHAPES: readonly (readonly [path: string, shape: readonly number[]])[] = [
  ["movie", [2, 4, 48, 64]],
  ["plane", [48, 64]],
  ["scalar", []],
  ["table", [9000]],
  ["volume", [4, 48, 64]],
];

function layouts(text: string) {
  const [{ arrays }] = jsonLines(text) as [
    { arrays: { path: string; chunkShape: number[]; shardShape?: number[] }[] },
  ];
  return arrays.map(({ path, chunkShape, shardShape }) => ({
    path,
    chunkShape,
    ...(shardShape && { shardShape }),
  }));
}
