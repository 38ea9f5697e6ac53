/** Directories that microscopes have written, opened by themselves or by the file that describes them. */

import { readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { faultServer } from "@chunkwright/testkit";
import { expect, it, onTestFinished } from "vitest";
import { runCommand } from "../run-command.ts";
import { temporaryDirectory } from "../temporary-directory.ts";

const FIXTURES = resolve(import.meta.dirname, "../../../ome/test/fixtures/series");

it.each([
  ["micro-manager-1.4", "Micro-Manager separate image files", ["micro-manager-1.4"]],
  [
    "micro-manager-2.0/",
    "Micro-Manager separate image files",
    ["micro-manager-2.0 Pos0", "micro-manager-2.0 Pos1"],
  ],
  ["micro-manager-2.0/Pos1/metadata.txt", "Micro-Manager separate image files", ["Pos1"]],
  ["ndtiff/named_1", "NDTiff", ["named_1"]],
  ["ndtiff/named_1/NDTiff.index", "NDTiff", ["named_1"]],
  ["ndtiff-tiles", "NDTiff", ["ndtiff-tiles"]],
  ["leica", "Leica TIFF files", ["screen_Series002", "screen_Series010 s0 RAW", "screen_Series010 s1 RAW"]],
  ["zen", "ZEN TIFF files", ["slide 1 S0", "slide 1 S1"]],
])("%s is opened as %s", async (path, format, names) => {
  const { exitCode, out } = await runCommand("info", "--json", resolve(FIXTURES, path));
  const report = JSON.parse(out);
  expect([exitCode, report.format, report.images.map(({ name }: { name: string }) => name)]).toEqual([
    0,
    format,
    names,
  ]);
});

it("a web server has a dataset by its index", async () => {
  const names = ["NDTiff.index", "named_NDTiffStack.tif"];
  const files = names.map(async (name) => {
    const bytes = new Uint8Array(await readFile(resolve(FIXTURES, "ndtiff/named_1", name)));
    return [`data/${name}`, bytes] as const;
  });
  const server = await faultServer(new Map(await Promise.all(files)));
  onTestFinished(() => server.close());
  const there = await runCommand("digest", `${server.url}/data/NDTiff.index`);
  const here = await runCommand("digest", resolve(FIXTURES, "ndtiff/named_1"));
  expect([there.exitCode, there.out.split(" ")[0]]).toEqual([0, here.out.split(" ")[0]]);
});

it("other text called metadata.txt is refused", async () => {
  const path = join(await temporaryDirectory(), "metadata.txt");
  await writeFile(path, '{"Summary": {}}');
  const { exitCode, err } = await runCommand("info", path);
  expect([exitCode, err]).toEqual([1, expect.stringContaining("it describes no frames of Micro-Manager")]);
});
