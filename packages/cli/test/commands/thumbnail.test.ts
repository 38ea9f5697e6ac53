/** Pictures of fixtures, read by a small decoder of what `encodePng` writes. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { inflateSync } from "node:zlib";
import { fsStore } from "@chunkwright/stores/fs";
import { createZarrArray } from "@chunkwright/zarr";
import { beforeEach, describe, expect, it } from "vitest";
import { omeFixture } from "../fixtures.ts";
import { runCommand } from "../run-command.ts";
import { namesIn, temporaryDirectory } from "../temporary-directory.ts";
import { writeTinyTiff } from "../tiny-tiff.ts";

let directory: string;
let target: string;
beforeEach(async () => {
  directory = await temporaryDirectory();
  target = join(directory, "a.png");
});

const PLAIN = {
  dataType: "uint8",
  shape: [2, 2],
  chunkShape: [2, 2],
  fillValue: 0,
  codecs: [{ name: "bytes" }],
  attributes: {},
} as const;

async function picture(path: string) {
  const png = await readFile(path);
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  const lines = inflateSync(png.subarray(41, 41 + png.readUInt32BE(33)));
  const pixel = (x: number, y: number) => [...lines.subarray(y * (1 + 3 * width) + 1 + 3 * x).subarray(0, 3)];
  return { width, height, pixel };
}

describe("chunkwright thumbnail", () => {
  it("stretches a channel without a window over what the plane holds", async () => {
    const source = await writeTinyTiff(directory, "a.tif", { width: 40, height: 30 });
    expect(await runCommand("thumbnail", source, target)).toEqual({ exitCode: 0, out: "", err: "" });
    const { width, height, pixel } = await picture(target);
    expect([width, height]).toEqual([40, 30]);
    // Pixel n holds n; 1198 and 1199 are the brightest thousandth.
    expect([pixel(0, 0), pixel(0, 15), pixel(39, 29)]).toEqual([
      [0, 0, 0],
      [128, 128, 128],
      [255, 255, 255],
    ]);
  });

  it("shrinks the longer side to --size, and shows the means of what falls on a pixel", async () => {
    const source = await writeTinyTiff(directory, "a.tif", { width: 40, height: 30 });
    await runCommand("thumbnail", source, target, "--size", "20");
    const { width, height, pixel } = await picture(target);
    expect([width, height]).toEqual([20, 15]);
    // Means of 2 x 2: 20.5 at the first pixel, 1178.5 at the last.
    expect([pixel(0, 0), pixel(10, 0), pixel(19, 14)]).toEqual([
      [0, 0, 0],
      [4, 4, 4],
      [255, 255, 255],
    ]);
  });

  it("shows RGB pixels as they are", async () => {
    await runCommand("thumbnail", omeFixture("ome-rgb.tif"), target, "--select", "z=0");
    const { pixel } = await picture(target);
    // As tifffile reads the first plane.
    expect([pixel(0, 0), pixel(1, 0), pixel(2, 0)]).toEqual([
      [77, 24, 5],
      [65, 192, 112],
      [142, 45, 40],
    ]);
  });

  it("shows the image, the channel and the plane that are selected", async () => {
    const series = omeFixture("ome-series.tif");
    expect(
      (await runCommand("thumbnail", series, target, "--image", "1", "--select", "y=1:3")).exitCode,
    ).toBe(0);
    expect((await picture(target)).height).toBe(2);
  });

  it("writes over nothing unless told, and leaves nothing else behind", async () => {
    const source = await writeTinyTiff(directory, "a.tif");
    await runCommand("thumbnail", source, target);
    const { exitCode, err } = await runCommand("thumbnail", source, target);
    expect([exitCode, err]).toEqual([
      1,
      `chunkwright: Cannot write ${target}: it exists (--overwrite replaces it)\n`,
    ]);
    expect((await runCommand("thumbnail", source, target, "--overwrite")).exitCode).toBe(0);
    expect(await namesIn(directory)).toEqual(["a.png", "a.tif"]);
  });

  it("shows an array that nothing describes as an image, and says how where there is none", async () => {
    const zarr = join(directory, "a.zarr");
    const array = await createZarrArray(fsStore(zarr), "", PLAIN, { zarrFormat: 3 });
    await array.writeChunk([0, 0], { dataType: "uint8", shape: [2, 2], data: Uint8Array.of(0, 1, 2, 255) });
    await array.close();
    const { exitCode, err } = await runCommand("thumbnail", zarr, target);
    expect([exitCode, err]).toEqual([
      1,
      `chunkwright: Cannot show ${zarr}: it holds no image; --image with the path of an array makes one of that\n`,
    ]);
    expect((await runCommand("thumbnail", zarr, target, "--image", "/")).exitCode).toBe(0);
    expect((await picture(target)).pixel(1, 1)).toEqual([255, 255, 255]);
  });

  it.each([
    [["a.jpg"], /^chunkwright: Cannot write a\.jpg: thumbnails are PNG files, \.png/],
    [["a.png", "--size", "0"], /^chunkwright: Size "0" is not a whole number from 1 to 8192/],
    [["a.png", "--size", "large"], /^chunkwright: Size "large" is not a whole number/],
    [["a.png", "--select", "c"], /^chunkwright: Cannot select "c"/],
  ])("calls %j a mistake on the command line", async (args, message) => {
    const { exitCode, err } = await runCommand("thumbnail", omeFixture("ome-rgb.tif"), ...args);
    expect([exitCode, err]).toEqual([2, expect.stringMatching(message)]);
  });
});
