import { createHash } from "node:crypto";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { bytesOf, readRegion } from "@chunkwright/core";
import { fsStore } from "@chunkwright/stores/fs";
import { hasJava, readWithBioFormats } from "@chunkwright/testkit";
import { openTiff } from "@chunkwright/tiff";
import { expect, it, onTestFinished } from "vitest";
import { readTiffSeries } from "../../../../src/index.ts";

const FIXTURES = resolve(import.meta.dirname, "../../../fixtures/series");

it.skipIf(!hasJava())("joins the same planes as Bio-Formats", async () => {
  const folder = await mkdtemp(join(tmpdir(), "chunkwright-ome-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const patterns = [
    ["stacks", "run<0-2>.tif"],
    ["stacks", "run<0-2:2>.tif"],
    ["positions", "<Pos9,Pos10>_w<2,1>.tif"],
  ] as const;
  const files: string[] = [];
  for (const [i, [name, pattern]] of patterns.entries()) {
    await cp(join(FIXTURES, name), join(folder, name), { recursive: true });
    files.push(join(folder, name, `${i}.pattern`));
    await writeFile(files[i]!, pattern);
  }
  const read = await readWithBioFormats(files);
  for (const [i, [name, pattern]] of patterns.entries()) {
    const theirs = read[files[i]!]!;
    if ("error" in theirs) throw new Error(theirs.error);
    const { images } = await readTiffSeries(pattern, { store: fsStore(join(folder, name)), openTiff });
    const { axes, channels, levels } = images[0]!;
    const [{ source }] = levels;
    const along = (axis: string) => source.info.shape[axes.findIndex((own) => own.name === axis)] ?? 1;
    const [series] = theirs.series;
    expect({ t: along("t"), c: along("c"), z: along("z"), y: along("y"), x: along("x") }).toEqual(
      series?.sizes,
    );
    const sha256 = createHash("sha256");
    for (let t = 0; t < along("t"); t += 1) {
      for (let z = 0; z < along("z"); z += 1) {
        for (let c = 0; c < along("c"); c += 1) {
          const at: Readonly<Record<string, number>> = { t, c, z };
          const start = axes.map((axis) => at[axis.name] ?? 0);
          const shape = axes.map((axis) => (axis.name in at ? 1 : along(axis.name)));
          sha256.update(bytesOf((await readRegion(source, { start, shape })).data));
        }
      }
    }
    expect([series?.order, series?.levels[0]?.sha256]).toEqual(["XYCZT", sha256.digest("hex")]);
    expect(channels).toHaveLength(along("c"));
  }
});
