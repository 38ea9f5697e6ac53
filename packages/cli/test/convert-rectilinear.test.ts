/** Arrays whose chunks differ in size, through the whole program. */

import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ArrayInfo, Json } from "@chunkwright/core";
import { fsStore } from "@chunkwright/stores/fs";
import { writeSample } from "@chunkwright/testkit";
import { createZarr } from "@chunkwright/zarr";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { jsonLines, runCommand } from "./run-command.ts";

const NOTE = "chunks that differ in size become regular ones";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "chunkwright-rectilinear-"));
  const common: Pick<ArrayInfo, "dataType" | "shape" | "fillValue" | "codecs" | "attributes"> = {
    dataType: "uint16",
    shape: [11, 10],
    fillValue: 3,
    codecs: [
      { name: "bytes", configuration: { endian: "little" } },
      { name: "gzip", configuration: { level: 1 } },
    ],
    attributes: {},
  };
  const edgeLengths = [
    [4, 6, 2],
    [8, 2],
  ];
  const sink = await createZarr(fsStore(join(folder, "a.zarr")), { zarrFormat: 3 });
  for (const [path, shapes] of Object.entries({
    chunks: { chunkShape: [6, 8] },
    shards: { chunkShape: [2, 2], shardShape: [6, 8] },
  })) {
    const array = await sink.createArray(path, { ...common, ...shapes, edgeLengths });
    await writeSample(array);
    await array.close();
  }
  await sink.close();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function converted(name: string, ...options: readonly string[]) {
  const [source, target] = [join(folder, "a.zarr"), join(folder, name)];
  const { exitCode, err } = await runCommand("convert", source, target, "--progress", "none", ...options);
  expect([exitCode, err]).toEqual([0, expect.any(String)]);
  const { out } = await runCommand("digest", "--json", source, target);
  const [a, b, c, d] = jsonLines(out) as readonly { sha256: string }[];
  expect([c?.sha256, d?.sha256]).toEqual([a?.sha256, b?.sha256]);
  return { err, target };
}

async function gridOf(target: string, path: string) {
  return JSON.parse(await readFile(join(target, path, "zarr.json"), "utf8")).chunk_grid;
}

describe("convert from a rectilinear grid", () => {
  it("keeps the grid in Zarr v3", async () => {
    const { err, target } = await converted("b.zarr");
    expect(err).not.toContain(NOTE);
    const shapes = [
      [4, 6, 2],
      [8, 2],
    ];
    for (const path of ["chunks", "shards"]) {
      expect(await gridOf(target, path)).toEqual({
        name: "rectilinear",
        configuration: { kind: "inline", chunk_shapes: shapes },
      });
    }
  });

  it.each([
    ["v2.zarr", "--zarr-version", "2"],
    ["c.n5"],
    ["d.h5"],
    ["e.zarr", "--chunk", "4,4"],
    ["f.zarr", "--shard", "none", "--chunk", "4,4"],
  ])("makes regular chunks in %s %s %s, and says so", async (name, ...options) => {
    expect((await converted(name, ...options)).err).toContain(NOTE);
  });
});

it("info tells how long chunks and shards are at most, and in JSON how long each is", async () => {
  const source = join(folder, "a.zarr");
  const { out } = await runCommand("info", source);
  expect(out).toContain("in chunks of up to 6 x 8,");
  expect(out).toContain("in chunks of 2 x 2 in shards of up to 6 x 8,");
  const [report] = jsonLines((await runCommand("info", "--json", source)).out) as readonly {
    arrays: readonly { edgeLengths: Json }[];
  }[];
  expect(report?.arrays[0]?.edgeLengths).toEqual([
    [4, 6, 2],
    [8, 2],
  ]);
});
