import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { omeFixture } from "../fixtures.ts";
import { jsonLines, runCommand } from "../run-command.ts";
import { temporaryDirectory } from "../temporary-directory.ts";
import { tinyTiff, writeTinyTiff } from "../tiny-tiff.ts";

describe("chunkwright info", () => {
  it("tells of images, levels, arrays, sizes and codecs", async () => {
    const { exitCode, out, err } = await runCommand("info", omeFixture("ome-pyramid.tif"));
    expect([exitCode, err]).toEqual([0, ""]);
    expect(out).toContain(`${omeFixture("ome-pyramid.tif")}: TIFF\n`);
    expect(out).toContain('image 0 "ome-pyramid": t 1, c 2, z 1, y 48, x 32; uint16\n');
    expect(out).toMatch(
      /level 2: uint16 1 x 2 x 1 x 12 x 8 in chunks of 1 x 1 x 1 x 16 x 16, 384 B, bytes > /,
    );
    expect(out).toContain("6 arrays\n");
  });

  it("prints the OME-XML document as it is stored, or says that there is none", async () => {
    const file = omeFixture("ome-pyramid.tif");
    const { exitCode, out } = await runCommand("info", "--ome-xml", file);
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^<\?xml .*<\/OME>$/s);
    expect((await readFile(file)).includes(out)).toBe(true);
    const none = await runCommand("info", "--ome-xml", omeFixture("imagej-rgb.tif"));
    expect(none.exitCode).toBe(1);
    expect(none.err).toMatch(/^chunkwright: Cannot print the OME-XML of .*imagej-rgb\.tif: it has none\n$/);
  });

  it("tells how a picture is to be turned", async () => {
    const tiff = tinyTiff();
    tiff[tiff.indexOf(Buffer.from([0x15, 1, 3, 0, 1, 0, 0, 0]))] = 0x12; // SamplesPerPixel, 1: Orientation
    tiff[tiff.indexOf(Buffer.from([0x12, 1, 3, 0, 1, 0, 0, 0])) + 8] = 6;
    const file = join(await temporaryDirectory(), "turned.tif");
    await writeFile(file, tiff);
    const { out } = await runCommand("info", file);
    expect(out).toContain("  orientation: 6, not applied to the pixels\n");
    expect(jsonLines((await runCommand("info", file, "--json")).out)).toMatchObject([
      { images: [{ orientation: 6 }] },
    ]);
  });

  it("tells the same with --json", async () => {
    const { exitCode, out, err } = await runCommand("info", omeFixture("ome-series.tif"), "--json");
    expect([exitCode, err]).toEqual([0, ""]);
    const [report, ...others] = jsonLines(out);
    expect(others).toEqual([]);
    expect(report).toMatchObject({
      file: omeFixture("ome-series.tif"),
      format: "TIFF",
      images: [
        {
          name: "first",
          axes: ["t", "c", "z", "y", "x"].map((name) => expect.objectContaining({ name })),
          channels: [{}],
          levels: [
            {
              dataType: "uint16",
              shape: [1, 1, 2, 5, 7],
              chunkShape: [1, 1, 1, 5, 7],
              chunks: 2,
              byteLength: 140,
              fillValue: 0,
              codecs: [{ name: "bytes" }],
              scale: [1, 1, 1, 1, 1],
              translation: [0, 0, 0, 0, 0],
            },
          ],
        },
        { name: "second" },
      ],
      arrays: [{ path: "ifd/0" }, { path: "ifd/1" }, { path: "ifd/2", dataType: "uint8", shape: [3, 4] }],
    });
  });

  it("tells what belongs to a slide and is none of its images", async () => {
    const slide = omeFixture("dialects/svs.tif");
    const { out } = await runCommand("info", slide);
    expect(out).toContain('associated image "label": c 3, y 10, x 12; uint8\n');
    const [report] = jsonLines((await runCommand("info", slide, "--json")).out);
    expect(report).toMatchObject({
      associated: [
        { name: "thumbnail" },
        { name: "label" },
        { name: "macro", levels: [{ shape: [3, 9, 14] }] },
      ],
    });
  });

  it("reads no pixel: damaged ones do not matter", async () => {
    const path = await writeTinyTiff(await temporaryDirectory(), "a.tif", { damaged: [0, 1, 2, 3] });
    const { exitCode, out } = await runCommand("info", path);
    expect(exitCode).toBe(0);
    expect(out).toContain("uint16 30 x 40 in chunks of 8 x 40, 2.3 KiB");
  });

  it("describes what convert has written", async () => {
    const target = `${await temporaryDirectory()}/a.zarr`;
    await runCommand("convert", omeFixture("ome-tczyx.tif"), target);
    const { exitCode, out } = await runCommand("info", target, "--json");
    expect(exitCode).toBe(0);
    expect(jsonLines(out)[0]).toMatchObject({
      format: "Zarr v3",
      images: [{ name: "ome-tczyx", levels: [{ shape: [2, 3, 2, 5, 7] }] }],
      arrays: [{ path: "0" }],
    });
  });
});
