import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openFsFile } from "@chunkwright/stores/fs";
import { openZip } from "@chunkwright/stores/zip";
import { beforeEach, describe, expect, it } from "vitest";
import { runCommand, runInterrupted } from "../run-command.ts";
import { namesIn, temporaryDirectory } from "../temporary-directory.ts";
import { writeTinyTiff } from "../tiny-tiff.ts";

let directory: string;
let source: string;
beforeEach(async () => {
  directory = await temporaryDirectory();
  source = await writeTinyTiff(directory, "a.tif");
});

async function verified(target: string, ...options: readonly string[]): Promise<string> {
  const path = join(directory, target);
  expect(await runCommand("convert", source, path, ...options)).toMatchObject({ exitCode: 0 });
  expect(await runCommand("verify", source, path)).toMatchObject({ exitCode: 0 });
  return path;
}

describe("chunkwright convert into a ZIP file", () => {
  it("writes .ozx as RFC-9 has it: ZIP64, stored, documents first, with its comment", async () => {
    const file = await openFsFile(await verified("a.ozx", "--levels", "2"));
    const { comment } = await openZip(file);
    expect(JSON.parse(comment)).toEqual({
      ome: { version: "0.5", zipFile: { centralDirectory: { jsonFirst: true } } },
    });
    const end = await file.read(file.size - 22 - comment.length - 20, 4);
    expect([...end]).toEqual([0x50, 0x4b, 6, 7]);
    const start = Buffer.from(await file.read(0, 39));
    expect([start.toString("latin1", 0, 4), start.toString("latin1", 30)]).toEqual([
      "PK\u0003\u0004",
      "zarr.json",
    ]);
    await file.close();
    expect(await namesIn(directory)).toEqual(["a.ozx", "a.tif"]);
  });

  it("writes either version of Zarr into .zarr.zip", async () => {
    await verified("v3.zarr.zip");
    await verified("v2.zarr.zip", "--zarr-version", "2");
    const copy = join(directory, "copy.zarr");
    expect(await runCommand("convert", join(directory, "v2.zarr.zip"), copy)).toMatchObject({ exitCode: 0 });
    expect(await runCommand("verify", source, copy)).toMatchObject({ exitCode: 0 });
  });

  it("leaves what is there, unless told otherwise", async () => {
    const target = join(directory, "a.ozx");
    await writeFile(target, "precious");
    expect((await runCommand("convert", source, target)).exitCode).toBe(1);
    await verified("a.ozx", "--overwrite");
  });

  it("leaves nothing behind when it fails or is interrupted", async () => {
    const broken = await writeTinyTiff(directory, "broken.tif", { damaged: [1] });
    const before = await namesIn(directory);
    expect((await runCommand("convert", broken, join(directory, "b.ozx"))).exitCode).toBe(1);
    expect(await namesIn(directory)).toEqual(before);
    const target = join(directory, "c.zip");
    const { exitCode } = await runInterrupted("convert", source, target, "--chunk", "2,2");
    expect(exitCode).toBe(130);
    expect(await namesIn(directory)).toEqual(before);
  });
});
