/** `--compression keep`: the chunks of the source as they are, where Zarr can hold them. */

import { join } from "node:path";
import { inThreadCoder } from "@chunkwright/codecs";
import type { ArrayInfo, ChunkIndex, CodecSpec } from "@chunkwright/core";
import { createFsFile } from "@chunkwright/stores/fs";
import { createTiff } from "@chunkwright/tiff";
import { beforeEach, describe, expect, it } from "vitest";
import { runCommand } from "../run-command.ts";
import { temporaryDirectory } from "../temporary-directory.ts";

const JPEG: CodecSpec = { name: "tiff.jpeg", configuration: { quality: 90 } };
const LZW: readonly CodecSpec[] = [
  { name: "bytes", configuration: { endian: "little" } },
  { name: "tiff.lzw" },
];
const TILE = 32;
const GRID: readonly ChunkIndex[] = [0, 1].flatMap((row) => [0, 1, 2].map((column) => [row, column]));

let directory: string;
beforeEach(async () => {
  directory = await temporaryDirectory();
});

/** An image of 2 x 3 tiles, those at its edges whole, or cropped where `isCropped` says so. */
async function tiled(
  codecs: readonly CodecSpec[],
  isCropped: (index: ChunkIndex) => boolean = () => false,
): Promise<string> {
  const path = join(directory, "a.tif");
  const shape = [48, 80];
  const info: ArrayInfo<"uint8"> = {
    dataType: "uint8",
    shape,
    chunkShape: [TILE, TILE],
    fillValue: 0,
    codecs,
    attributes: {},
  };
  const tiff = createTiff(await createFsFile(path), [{ info }]);
  const { sink } = tiff.images[0]!;
  for (const index of GRID) {
    const stored = isCropped(index)
      ? index.map((n, axis) => Math.min(TILE, shape[axis]! - n * TILE))
      : info.chunkShape;
    const data = new Uint8Array(stored[0]! * stored[1]!).map((_, i) => 10 * index[1]! + (i % 7));
    const { bytes } = await inThreadCoder.encode({ dataType: "uint8", shape: stored, data }, codecs);
    await sink.writeEncodedChunk(index, { bytes, dataType: "uint8", shape: info.chunkShape, codecs });
  }
  await sink.close();
  await tiff.close();
  return path;
}

async function keep(source: string): Promise<string> {
  const target = join(directory, "a.zarr");
  const { exitCode, err } = await runCommand(
    "convert",
    source,
    target,
    "--compression",
    "keep",
    "--levels",
    "1",
  );
  expect(exitCode, err).toBe(0);
  expect(await runCommand("verify", source, target, "--quiet")).toMatchObject({ exitCode: 0, out: "" });
  return err;
}

describe("chunkwright convert --compression keep", () => {
  it("copies JPEG tiles", async () => {
    const err = await keep(await tiled([JPEG]));
    expect(err).toMatch(/^Wrote .*; 6 chunks, 6 of them copied/);
  });

  it("encodes an image anew whose JPEG tiles end with it, and says so", async () => {
    const err = await keep(await tiled([JPEG], () => true));
    expect(err).toMatch(
      /^warning: the chunks of image a are encoded anew instead of kept: chunk \[1,0\] ends with the image, and in Zarr all are of the same size\nWrote .*, 0 of them copied/,
    );
  });

  it("names the tile if only some end with the image", async () => {
    const source = await tiled([JPEG], ([row, column]) => row === 1 && column === 1);
    const target = join(directory, "a.zarr");
    const { exitCode, err } = await runCommand("convert", source, target, "--compression", "keep", "--quiet");
    expect({ exitCode, err }).toEqual({
      exitCode: 1,
      err: "chunkwright: Cannot store chunk [1,1] as it is, nor encode it again: Cannot encode JPEG: it has no place for samples that have to stay exact, and no quality is given\n",
    });
  });

  it("encodes an image anew whose codec has no name in Zarr, and says so", async () => {
    const err = await keep(await tiled(LZW));
    expect(err).toMatch(
      /^warning: the chunks of image a are encoded anew instead of kept: Zarr has no name for codec tiff\.lzw\n/,
    );
  });
});
