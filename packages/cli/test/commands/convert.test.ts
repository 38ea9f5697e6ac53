import { existsSync } from "node:fs";
import { chmod, mkdir, readdir, readFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { omeFixture, tiffFixture } from "../fixtures.ts";
import { jsonLines, type Outcome, runCommand, runInterrupted } from "../run-command.ts";
import { linkTo, namesIn, temporaryDirectory } from "../temporary-directory.ts";
import { tinyTiff, writeTinyTiff } from "../tiny-tiff.ts";

let directory: string;
let source: string;
let target: string;
beforeEach(async () => {
  directory = await temporaryDirectory();
  source = await writeTinyTiff(directory, "a.tif");
  target = join(directory, "a.zarr");
});

async function arrayDigests(path: string): Promise<readonly unknown[]> {
  const { out } = await runCommand("digest", "--json", path);
  return jsonLines(out).map((line) => (line as { sha256?: string }).sha256);
}

describe("chunkwright convert", () => {
  it("writes a Zarr that holds the source's elements, and says so", async () => {
    const { exitCode, out, err } = await runCommand("convert", source, target);
    expect([exitCode, out]).toEqual([0, ""]);
    expect(err).toMatch(
      /^Wrote .*a\.zarr: 1 array, 2\.3 KiB decoded in 0:0\d \(.*\/s\); 1 chunk, 0 of them copied without decoding\n$/,
    );
    expect(await arrayDigests(target)).toEqual(await arrayDigests(source));
    expect(await namesIn(directory)).toEqual(["a.tif", "a.zarr"]);
    expect(JSON.parse(await readFile(join(target, "zarr.json"), "utf8"))).toMatchObject({
      zarr_format: 3,
      attributes: { ome: { version: "0.5", multiscales: [{ name: "a" }] } },
    });
  });

  it("writes Zarr v2 with OME-NGFF 0.4 when told to", async () => {
    const { exitCode } = await runCommand(
      "convert",
      source,
      target,
      "--zarr-version",
      "2",
      "--compression",
      "zlib",
    );
    expect(exitCode).toBe(0);
    expect(await arrayDigests(target)).toEqual(await arrayDigests(source));
    expect(JSON.parse(await readFile(join(target, ".zattrs"), "utf8"))).toMatchObject({
      multiscales: [{ version: "0.4" }],
    });
    expect(JSON.parse(await readFile(join(target, "0/.zarray"), "utf8"))).toMatchObject({
      compressor: { id: "zlib", level: 6 },
    });
  });

  it("shows the colors of a picture within one window, which keeps their hues", async () => {
    const windowsOf = async (fixture: string) => {
      expect((await runCommand("convert", tiffFixture(fixture), target, "--overwrite")).exitCode).toBe(0);
      const { attributes } = JSON.parse(await readFile(join(target, "zarr.json"), "utf8"));
      return attributes.ome.omero.channels.map(({ window }: { window: unknown }) => window);
    };
    const bytes = { min: 0, max: 255, start: 0, end: 255 };
    expect(await windowsOf("rgb565.tif")).toEqual([bytes, bytes, bytes]);
    const [red, ...others] = await windowsOf("zstd-predictor2-le.tif");
    expect(red).toMatchObject({ min: 0, max: 65_535 });
    expect(others).toEqual([red, red]);
  });

  it("reports with --json", async () => {
    const { exitCode, out, err } = await runCommand(
      "convert",
      source,
      target,
      "--json",
      "--chunk",
      "16,16",
      "--levels",
      "2",
    );
    expect([exitCode, err]).toEqual([0, ""]);
    const codecs = [
      { name: "bytes", configuration: { endian: "little" } },
      expect.objectContaining({ name: "zstd" }),
    ];
    const level = { dataType: "uint16", chunkShape: [16, 16], codecs, copied: 0, absent: 0 };
    expect(jsonLines(out)).toEqual([
      {
        source,
        target,
        byteLength: 3000,
        seconds: expect.any(Number),
        arrays: [
          { path: "0", origin: "source", shape: [30, 40], written: 6, ...level },
          { path: "1", origin: "generated", shape: [15, 20], written: 2, ...level },
        ],
      },
    ]);
  });

  it("says nothing with --quiet", async () => {
    expect(await runCommand("convert", source, target, "-q", "--progress", "json")).toEqual({
      exitCode: 0,
      out: "",
      err: "",
    });
  });

  it("reports progress as JSON lines, up to all of it", async () => {
    const { err } = await runCommand(
      "convert",
      source,
      target,
      "--json",
      "--progress",
      "json",
      "--chunk",
      "8,8",
    );
    expect(jsonLines(err).at(-1)).toEqual({
      progress: { label: "Converting", done: 2400, total: 2400, seconds: expect.any(Number), secondsLeft: 0 },
    });
  });

  it("writes nothing with --dry-run, and tells what it would", async () => {
    const text = await runCommand("convert", source, target, "--dry-run", "--chunk", "16,16");
    expect(text).toEqual({
      exitCode: 0,
      out: expect.stringMatching(
        /^.*a\.tif -> .*a\.zarr, 6 chunk objects, 2\.3 KiB decoded\n {2}0: uint16 30 x 40 in chunks of 16 x 16, bytes > zstd\n$/,
      ),
      err: "",
    });
    const json = await runCommand("convert", source, target, "--dry-run", "--json", "--chunk", "16,16");
    expect(jsonLines(json.out)).toMatchObject([
      { source, target, dryRun: true, byteLength: 2400, objects: 6 },
    ]);
    const shards = await runCommand(
      "convert",
      source,
      target,
      "--dry-run",
      "--chunk",
      "8,8",
      "--shard",
      "16,16",
    );
    expect(shards.out).toContain("6 chunk objects");
    expect(shards.out).toContain("in chunks of 8 x 8, shards of 16 x 16, bytes");
    expect(await namesIn(directory)).toEqual(["a.tif"]);
  });

  it("copies chunks undecoded where both formats have the pipeline", async () => {
    const { out } = await runCommand(
      "convert",
      omeFixture("ome-pyramid.tif"),
      target,
      "--json",
      "--chunk",
      "16,16",
      "--zarr-version",
      "2",
    );
    const [{ arrays }] = jsonLines(out) as [{ arrays: { written: number; copied: number }[] }];
    expect(arrays.map(({ written, copied }) => [written, copied])).toEqual([
      [12, 12],
      [4, 4],
      [2, 2],
    ]);
  });

  it("moves deflated chunks from Zarr v3 into TIFF as they are", async () => {
    const tiff = await writeTinyTiff(directory, "wide.tif", { width: 128, height: 64 });
    const [zarr, copy] = [join(directory, "a.zarr"), join(directory, "b.ome.tif")];
    const options = ["--chunk", "64,64", "--compression", "gzip", "--levels", "1"];
    expect((await runCommand("convert", tiff, zarr, ...options)).exitCode).toBe(0);
    expect((await runCommand("convert", zarr, copy)).err).toMatch(/2 chunks, 2 of them copied/);
    expect((await runCommand("verify", zarr, copy)).exitCode).toBe(0);
  });

  it("converts several images, and Zarr to Zarr", async () => {
    expect((await runCommand("convert", omeFixture("ome-series.tif"), target)).exitCode).toBe(0);
    const second = join(directory, "b.zarr");
    expect((await runCommand("convert", target, second, "--zarr-version", "2")).exitCode).toBe(0);
    expect((await runCommand("verify", omeFixture("ome-series.tif"), second)).exitCode).toBe(0);
    expect((await runCommand("verify", target, second)).exitCode).toBe(0);
  });

  it("copies a hierarchy without images as it is", async () => {
    await runCommand("convert", source, target);
    const copy = join(directory, "copy.zarr");
    const { exitCode, out } = await runCommand(
      "convert",
      join(target, "0"),
      copy,
      "--json",
      "--chunk",
      "4,4",
    );
    expect(exitCode).toBe(0);
    expect(jsonLines(out)).toMatchObject([{ arrays: [{ path: "", chunkShape: [4, 4], written: 80 }] }]);
    expect((await runCommand("verify", join(target, "0"), copy)).exitCode).toBe(0);
  });
});

/** One line on stderr, the code with --json, and nothing in the directory that was not there. */
async function expectFailure(
  expected: { readonly exitCode: number; readonly code: string; readonly message: string | RegExp },
  ...args: readonly string[]
): Promise<Outcome> {
  const before = await namesIn(directory);
  const outcome = await runCommand("convert", ...args, "--json");
  expect(outcome.exitCode).toBe(expected.exitCode);
  const [line, ...others] = outcome.err.trimEnd().split("\n");
  expect(others).toEqual([]);
  const message = line!.replace(/^chunkwright: /, "");
  if (typeof expected.message === "string") expect(message).toBe(expected.message);
  else expect(message).toMatch(expected.message);
  expect(jsonLines(outcome.out)).toEqual([{ error: { code: expected.code, message } }]);
  expect(await namesIn(directory)).toEqual(before);
  return outcome;
}

describe("chunkwright convert, when it fails", () => {
  it("tells of a target whose format cannot be told", () =>
    expectFailure(
      {
        exitCode: 2,
        code: "usage",
        message: /^Cannot tell the format of out\.xyz from its name: use --format with one of zarr/,
      },
      source,
      "out.xyz",
    ));

  it("tells of a missing source", () =>
    expectFailure(
      { exitCode: 1, code: "not-found", message: "Cannot open none.tif: there is no such file or directory" },
      "none.tif",
      target,
    ));

  it("tells of a directory that is not Zarr", async () => {
    const path = join(directory, "folder");
    await mkdir(path);
    await expectFailure(
      {
        exitCode: 1,
        code: "unsupported",
        message: `Cannot open ${path}: the directory is neither Zarr nor N5`,
      },
      path,
      target,
    );
  });

  it("tells of a target that exists, and keeps it", async () => {
    await runCommand("convert", source, target);
    const before = await arrayDigests(target);
    await expectFailure(
      { exitCode: 1, code: "exists", message: `Cannot write ${target}: it exists (--overwrite replaces it)` },
      source,
      target,
    );
    expect(await arrayDigests(target)).toEqual(before);
  });

  it("tells of a target in a directory that is not there", () =>
    expectFailure(
      { exitCode: 1, code: "not-found", message: /there is no directory .*[/\\]none$/ },
      source,
      "none/a.zarr",
    ));

  it.skipIf((process.getuid?.() ?? 0) === 0)("tells of a directory that may not be written", async () => {
    const path = join(directory, "locked");
    await mkdir(path, { mode: 0o555 });
    await expectFailure({ exitCode: 1, code: "store", message: /EACCES/ }, source, join(path, "a.zarr"));
    await chmod(path, 0o755);
  });

  it.skipIf(!existsSync("/proc/self"))("tells of a place that takes no directories", () =>
    expectFailure(
      { exitCode: 1, code: "store", message: /^Cannot write \/proc\/a\.zarr: / },
      source,
      "/proc/a.zarr",
    ),
  );

  it("tells of chunks of too many axes", () =>
    expectFailure(
      {
        exitCode: 2,
        code: "usage",
        message: /^Chunks of .* have 6 axes, and no array more than 2: give lengths for the last axes only$/,
      },
      source,
      target,
      "--chunk",
      "1,1,1,8,8,8",
    ));

  it("tells of a truncated TIFF, wherever it is cut, in one line", async () => {
    const whole = tinyTiff();
    for (let length = 0; length < whole.length; length += 61) {
      const path = join(directory, "cut.tif");
      await writeFile(path, whole);
      await truncate(path, length);
      await expectFailure(
        { exitCode: 1, code: length < 4 ? "unsupported" : "invalid-data", message: /^Cannot / },
        path,
        target,
      );
    }
  });

  it("leaves nothing behind when a chunk in the middle is damaged", async () => {
    const damaged = await writeTinyTiff(directory, "damaged.tif", {
      height: 400,
      rowsPerStrip: 4,
      damaged: [57],
    });
    await expectFailure({ exitCode: 1, code: "codec", message: /57/ }, damaged, target, "--chunk", "4,40");
  });

  it("keeps the old target when the one to replace it fails", async () => {
    await runCommand("convert", source, target);
    const before = await arrayDigests(target);
    const damaged = await writeTinyTiff(directory, "damaged.tif", { damaged: [3] });
    await expectFailure({ exitCode: 1, code: "codec", message: /^Cannot/ }, damaged, target, "--overwrite");
    expect(await arrayDigests(target)).toEqual(before);
  });

  it("never replaces a directory that is not a hierarchy", async () => {
    await mkdir(join(directory, "photos"));
    await writeFile(join(directory, "photos/a.jpg"), "");
    await expectFailure(
      { exitCode: 1, code: "exists", message: /it is a directory, but no Zarr or N5 hierarchy$/ },
      source,
      join(directory, "photos"),
      "--format",
      "zarr",
      "--overwrite",
    );
    expect(await readdir(join(directory, "photos"))).toEqual(["a.jpg"]);
  });

  it("refuses to write a source into itself, over itself or over what holds it", async () => {
    await runCommand("convert", source, target);
    const link = join(directory, "link.zarr");
    await linkTo(target, link);
    const linked = [
      [target, link, /: it is the source$/],
      [link, join(target, "0/b.zarr"), /: it lies inside the source$/],
    ] as const;
    const hdf5 = join(directory, "a.h5");
    await runCommand("convert", source, hdf5);
    const bigDataViewer = join(directory, "b.xml");
    await runCommand("convert", source, bigDataViewer);
    for (const [from, to, message] of [
      [target, join(target, "b.zarr"), /: it lies inside the source$/],
      [target, target, /: it is the source$/],
      ...(existsSync(link) ? linked : []),
      [join(target, "0"), target, /: the source lies inside it$/],
      [hdf5, join(directory, "a.xml"), /a\.h5: it is the source$/],
      [bigDataViewer, join(directory, "b.h5"), /b\.h5: it is a part of the source$/],
    ] as const) {
      await expectFailure({ exitCode: 1, code: "exists", message }, from, to, "--overwrite");
    }
  });
});

describe("chunkwright convert, interrupted", () => {
  it("exits with 130 and leaves nothing behind", async () => {
    const { exitCode, out, err } = await runInterrupted("convert", source, target, "--chunk", "2,2");
    expect([exitCode, out]).toEqual([130, ""]);
    expect(err).toMatch(/\nInterrupted\n$/);
    expect(await namesIn(directory)).toEqual(["a.tif"]);
  });

  it("keeps the target that it was to replace", async () => {
    await runCommand("convert", source, target);
    const before = await arrayDigests(target);
    const { exitCode } = await runInterrupted("convert", source, target, "--chunk", "2,2", "--overwrite");
    expect(exitCode).toBe(130);
    expect(await namesIn(directory)).toEqual(["a.tif", "a.zarr"]);
    expect(await arrayDigests(target)).toEqual(before);
  });
});
