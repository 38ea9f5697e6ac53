/** What serve shows, read over HTTP by tensorstore. */

import { fileURLToPath } from "node:url";
import { python } from "@chunkwright/testkit";
import { expect, it } from "vitest";
import { omeFixture } from "../fixtures.ts";
import { jsonLines, runCommand } from "../run-command.ts";
import { whileServing } from "../serving.ts";

const SCRIPT = fileURLToPath(new URL("../interop/serve.py", import.meta.url));
/** Pyramids, both byte orders, samples apart and together, with compression and without. */
const FILES = [
  "ome-pyramid.tif",
  "ome-yx-big-endian.tif",
  "ome-rgb.tif",
  "ome-rgb-planar.tif",
  "imagej-float.tif",
];

it("tensorstore reads served TIFF files as we do", async () => {
  await whileServing(FILES.map(omeFixture), async ({ sources, err }) => {
    const { out } = await runCommand("digest", "--json", ...sources);
    const ours = jsonLines(out) as readonly { file: string; array: string; sha256: string }[];
    expect(ours.length).toBeGreaterThanOrEqual(FILES.length);
    const theirs = JSON.parse(await python(SCRIPT, ...ours.map(({ file, array }) => `${file}/${array}/`)));
    expect(theirs).toEqual(ours.map(({ sha256 }) => sha256));
    expect(err()).not.toContain("GET");
  });
  // The same elements as in the file: that other readers of it agree is tested where it is read.
  await whileServing([omeFixture("ome-yx-big-endian.tif")], async ({ sources }) => {
    const { out } = await runCommand("digest", "--json", ...sources, omeFixture("ome-yx-big-endian.tif"));
    const [served, file] = jsonLines(out) as readonly { sha256: string }[];
    expect(served?.sha256).toBe(file?.sha256);
  });
});
