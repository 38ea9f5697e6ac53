import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { bytesOf, readRegion } from "@chunkwright/core";
import { fsStore } from "@chunkwright/stores/fs";
import { hasJava, readWithBioFormats } from "@chunkwright/testkit";
import { openTiff } from "@chunkwright/tiff";
import { expect, it } from "vitest";
import { readMicroManagerFolder } from "../../../../src/index.ts";

const FIXTURES = resolve(import.meta.dirname, "../../../fixtures/series");

it.skipIf(!hasJava())("readMicroManagerFolder() finds what Bio-Formats does", async () => {
  const folder = resolve(FIXTURES, "micro-manager-2.0/Pos0"); // Bio-Formats does not know the later names of indices
  const path = resolve(folder, "metadata.txt");
  const theirs = (await readWithBioFormats([path]))[path]!;
  if ("error" in theirs) throw new Error(theirs.error);
  const [series] = theirs.series;
  const collection = await readMicroManagerFolder({ store: fsStore(folder), openTiff });
  const { channels, levels } = collection!.images[0]!;
  const [{ source }] = levels;
  const { shape } = source.info;
  const { data } = await readRegion(source, { start: [0, 0, 0], shape });
  const sha256 = createHash("sha256").update(bytesOf(data)).digest("hex");
  expect([theirs.format, series?.sizes.t, series?.channels[0]?.name, series?.levels[0]]).toEqual([
    "Micro-Manager",
    shape[0],
    channels[0]?.name,
    { shape: shape.slice(1), sha256 },
  ]);
});
