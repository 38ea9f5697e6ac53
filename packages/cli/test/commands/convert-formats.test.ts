/** Every format that `convert` writes, out of every other: the image survives the way. */

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCommand } from "../run-command.ts";
import { temporaryDirectory } from "../temporary-directory.ts";
import { tinyTiff } from "../tiny-tiff.ts";

const FORMATS: { readonly [file: string]: readonly string[] } = {
  "v3.zarr": [],
  "v2.zarr": ["--zarr-version", "2"],
  "sharded.zarr": ["--chunk", "16,16", "--shard", "64,64"],
  "single.ozx": [],
  "blocks.n5": [],
  "pages.ome.tif": [],
  "chunks.h5": [],
  "volume.ims": [],
  "views.xml": [],
};
const NAMES = Object.keys(FORMATS);

let directory = "";
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "chunkwright-formats-"));
  const source = join(directory, "source.tif");
  await writeFile(source, tinyTiff({ width: 150, height: 90 }));
  for (const [name, options] of Object.entries(FORMATS)) {
    expect(await runCommand("convert", source, join(directory, name), "--quiet", ...options)).toMatchObject({
      exitCode: 0,
    });
  }
}, 60_000);

afterAll(() => rm(directory, { recursive: true }));

describe("chunkwright convert", () => {
  it.each(NAMES)("writes %s that says what the source says", async (name) => {
    const verified = await runCommand("verify", join(directory, "source.tif"), join(directory, name), "-q");
    expect(verified).toMatchObject({ exitCode: 0, out: "" });
  });

  it.each(NAMES.flatMap((from) => NAMES.map((to) => [from, to] as const)))(
    "makes of %s another %s",
    async (from, to) => {
      const target = join(await temporaryDirectory(), to);
      const options = FORMATS[to] ?? [];
      const converted = await runCommand("convert", join(directory, from), target, "--quiet", ...options);
      expect(converted).toMatchObject({ exitCode: 0 });
      const verified = await runCommand("verify", join(directory, "source.tif"), target, "-q");
      expect(verified).toMatchObject({ exitCode: 0, out: "" });
    },
  );
});
