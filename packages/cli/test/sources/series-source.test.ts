/** Series of TIFF files: opened by a pattern, from a disk, a server and a bucket, and by every command. */

import { execFileSync } from "node:child_process";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { faultServer, s3Server } from "@chunkwright/testkit";
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { runCommand } from "../run-command.ts";
import { temporaryDirectory } from "../temporary-directory.ts";
import { tinyTiff, writeTinyTiff } from "../tiny-tiff.ts";

const QUOTE = process.platform === "win32" ? '"' : "'";

let directory: string;
let pattern: string;
beforeEach(async () => {
  directory = await temporaryDirectory();
  pattern = join(directory, "run", "a_t{t}_{c}.tif");
  await mkdir(join(directory, "run"));
  for (const t of ["08", "09", "10"]) {
    for (const c of ["DAPI", "GFP"])
      await writeTinyTiff(join(directory, "run"), `a_t${t}_${c}.tif`, { rowsPerStrip: 10 });
  }
});

const info = async (location: string) => JSON.parse((await runCommand("info", "--json", location)).out);

describe("a pattern", () => {
  it("is converted, chunks undecoded, and verified", async () => {
    const target = join(directory, "a.ome.zarr");
    const { exitCode, out } = await runCommand(
      "convert",
      "--json",
      "--levels",
      "1",
      "--compression",
      "keep",
      pattern,
      target,
    );
    const [array] = JSON.parse(out).arrays;
    expect([exitCode, array.shape, array.copied]).toEqual([0, [3, 2, 30, 40], 18]);
    const verified = await runCommand("verify", pattern, target);
    expect(verified).toMatchObject({ exitCode: 0, err: expect.stringContaining("Equal: 1 array") });
    expect((await info(target)).images[0].channels).toMatchObject([{ name: "DAPI" }, { name: "GFP" }]);
  });

  it("is digested, drawn and described", async () => {
    const digest = await runCommand("digest", pattern);
    expect(digest).toMatchObject({
      exitCode: 0,
      out: expect.stringContaining("0/0  uint16 3 x 2 x 30 x 40"),
    });
    expect(await runCommand("thumbnail", pattern, join(directory, "a.png"))).toMatchObject({ exitCode: 0 });
    expect(await info(pattern)).toMatchObject({ format: "TIFF series", images: [{ name: "a" }] });
  });

  it("takes a part of it", async () => {
    const target = join(directory, "part.tif");
    expect(await runCommand("convert", pattern, target, "--select", "c=1", "--select", "t=2")).toMatchObject({
      exitCode: 0,
    });
    expect((await info(target)).images[0].levels[0].shape.slice(0, 3)).toEqual([1, 1, 1]);
  });

  it("lacks a file: exit code 3, a warning, and an entry in the report; verify compares the rest", async () => {
    await rm(join(directory, "run", "a_t09_GFP.tif"));
    const target = join(directory, "a.ome.zarr");
    const { exitCode, out, err } = await runCommand("convert", "--json", pattern, target);
    const message = 'Cannot find 1 of the 6 files of image "a", read as its fill value: t=09 c=GFP';
    expect([exitCode, JSON.parse(out).unread, err]).toEqual([
      3,
      [{ path: "a", error: { code: "not-found", message } }],
      `warning: ${message}\n`,
    ]);
    expect((await info(pattern)).warnings).toEqual([message]);
    expect(await runCommand("verify", pattern, target)).toMatchObject({
      exitCode: 0,
      err: expect.stringContaining(message),
    });
  });

  it("has a file of another shape: nothing is written", async () => {
    await writeTinyTiff(join(directory, "run"), "a_t09_GFP.tif", { width: 41 });
    const target = join(directory, "a.ome.zarr");
    const { exitCode, err } = await runCommand("convert", pattern, target);
    expect([exitCode, err]).toEqual([
      1,
      expect.stringMatching(/a_t09_GFP\.tif with a_t08_DAPI\.tif: it is uint16/),
    ]);
    await expect(readFile(join(target, "zarr.json"))).rejects.toThrow("ENOENT");
    expect(await runCommand("digest", pattern)).toMatchObject({ exitCode: 1 });
  });

  it.each(["", "./", "its whole path/"])("may stand in a file, with %j in front", async (front) => {
    const folder = join(directory, "run");
    const file = join(folder, "all.pattern");
    await writeFile(file, `${front.replace("its whole path", folder)}a_t<08-10>_<GFP,DAPI>.tif`);
    expect((await info(file)).images[0]).toMatchObject({
      channels: [{ name: "GFP" }, { name: "DAPI" }],
      levels: [{ shape: [3, 2, 30, 40] }],
    });
  });

  it("gives way to a file of that very name", async () => {
    const path = await writeTinyTiff(directory, "b_{t}.tif");
    expect((await info(path)).format).toBe("TIFF");
  });

  it.each(["a_{q}.tif", "a_{t}{z}.tif", "a_{t:5-1}.tif"])("%s is an error of usage", async (name) => {
    expect((await runCommand("info", join(directory, "run", name))).exitCode).toBe(2);
  });

  it("matches nothing: an error that names it", async () => {
    const { exitCode, err } = await runCommand("info", join(directory, "run", "b_{t}.tif"));
    expect([exitCode, err]).toEqual([
      1,
      expect.stringContaining("Cannot find a file that matches b_{t}.tif"),
    ]);
  });
});

it("a directory of TIFF files is refused with the pattern that they seem to follow", async () => {
  await writeFile(join(directory, "run", "._a_t08_GFP.tif"), "what a Mac keeps beside it");
  const { exitCode, err } = await runCommand("info", join(directory, "run"));
  expect(exitCode).toBe(1);
  const proposal = `perhaps ${QUOTE}${pattern}${QUOTE}`;
  expect(err).toContain(`its 6 TIFF files are one image by a pattern of their names, ${proposal}`);
});

it.skipIf(process.platform === "win32")("the pattern proposed can be typed as it is", async () => {
  const folder = join(directory, "it's $HOME");
  await mkdir(folder);
  for (const t of [1, 2]) await writeTinyTiff(folder, `a_t${t}.tif`);
  const { err } = await runCommand("info", folder);
  const proposed = /perhaps (.*)\n/.exec(err)?.[1];
  const typed = execFileSync("sh", ["-c", `printf %s ${proposed}`], { encoding: "utf8" });
  expect(typed).toBe(join(folder, "a_t{t}.tif"));
  expect((await info(typed)).images[0].levels[0].shape).toEqual([2, 30, 40]);
});

it("a web server has files by the names that a pattern lists", async () => {
  const files = ["a b_08.tif", "a b_09.tif"].map((name) => [name, new Uint8Array(tinyTiff())] as const);
  const server = await faultServer(new Map(files.map(([name, bytes]) => [`run/${name}`, bytes])));
  onTestFinished(() => server.close());
  const report = await info(`${server.url}/run/a%20b_{t:08-09}.tif?token=1`);
  expect(report.images[0].levels[0].shape).toEqual([2, 30, 40]);
  expect(server.requests.every(({ url }) => /a%20b_08.tif\?token=1$/.test(url))).toBe(true);
  expect((await info(`${server.url}/run/a%20b_08.tif?filter={t}`)).format).toBe("TIFF");
  const { err } = await runCommand("info", `${server.url}/run/a_{t}.tif`);
  expect(err).toContain("list the values of t, as in {t:0-9}");
  expect(await runCommand("info", `${server.url}/run/5%_{t:08-09}.tif`)).toMatchObject({
    exitCode: 2,
    err: expect.stringContaining("write % in a URL as %25"),
  });
});

it("a bucket lists its files", async () => {
  const objects = ["a_1.tif", "a_2.tif", "b.txt"].map(
    (name) => [`run/${name}`, new Uint8Array(tinyTiff())] as const,
  );
  const server = await s3Server(new Map(objects));
  onTestFinished(() => server.close());
  vi.stubEnv("AWS_ENDPOINT_URL", server.endpoint);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  expect((await info("s3://bucket/run/a_{t}.tif")).images[0].levels[0].shape).toEqual([2, 30, 40]);
  expect((await runCommand("info", "s3://bucket/run")).err).toContain(
    `perhaps ${QUOTE}s3://bucket/run/a_{t}.tif${QUOTE}`,
  );
  const metadata = { "FrameKey-0-0-0": { FileName: "a_1.tif" }, "FrameKey-1-0-0": { FileName: "a_2.tif" } };
  server.objects.set("run/metadata.txt", new TextEncoder().encode(JSON.stringify(metadata)));
  expect((await info("s3://bucket/run")).images[0]).toMatchObject({
    name: "run",
    levels: [{ shape: [2, 30, 40] }],
  });
});
