/** What serve shows, read over HTTP by tensorstore. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { inThreadCoder } from "@chunkwright/codecs";
import { createHdf5 } from "@chunkwright/hdf5";
import { createFsFile, fsStore } from "@chunkwright/stores/fs";
import { python, writeSample } from "@chunkwright/testkit";
import { createZarr } from "@chunkwright/zarr";
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

it("tensorstore reads served chunks of HDF5 that decode to more than their elements", async () => {
  const folder = await mkdtemp(join(tmpdir(), "chunkwright-serve-"));
  try {
    const path = join(folder, "surplus.h5");
    const sink = createHdf5(await createFsFile(path));
    const codecs = [{ name: "bytes", configuration: { endian: "little" } }, { name: "zstd" }];
    const info = {
      dataType: "uint16",
      shape: [50],
      chunkShape: [50],
      fillValue: 0,
      codecs,
      attributes: {},
    } as const;
    const array = await sink.createArray("a", info);
    const data = Uint16Array.from({ length: 60 }, (_, i) => 7 * i);
    const longer = await inThreadCoder.encode({ dataType: "uint16", shape: [60], data }, codecs);
    await array.writeEncodedChunk([0], { ...longer, shape: [50], lenientFormat: "hdf5" });
    await array.close();
    await sink.close();
    await whileServing([path], async ({ sources: [url = ""] }) => {
      expect((await (await fetch(`${url}/a/zarr.json`)).json()).codecs[1].name).toBe("zstd");
      const [ours] = jsonLines((await runCommand("digest", "--json", path)).out) as [{ sha256: string }];
      expect(JSON.parse(await python(SCRIPT, `${url}/a/`))).toEqual([ours.sha256]);
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

it("tensorstore reads served shards as they are stored", async () => {
  const folder = await mkdtemp(join(tmpdir(), "chunkwright-serve-"));
  try {
    const path = join(folder, "shards.zarr");
    const sink = await createZarr(fsStore(path), { zarrFormat: 3 });
    const array = await sink.createArray("a", {
      dataType: "uint16",
      shape: [50, 40],
      chunkShape: [8, 8],
      shardShape: [32, 32],
      fillValue: 0,
      codecs: [
        { name: "bytes", configuration: { endian: "little" } },
        { name: "gzip", configuration: { level: 1 } },
      ],
      attributes: {},
    });
    await writeSample(array);
    await array.close();
    await sink.close();
    await whileServing([path], async ({ sources: [url = ""] }) => {
      const document = await (await fetch(`${url}/a/zarr.json`)).json();
      expect(document.codecs[0].name).toBe("sharding_indexed");
      const index = await fetch(`${url}/a/c/1/1`, { headers: { range: "bytes=-260" } });
      expect([index.status, (await index.arrayBuffer()).byteLength]).toEqual([206, 260]);
      const ours = jsonLines((await runCommand("digest", "--json", path)).out) as readonly {
        sha256: string;
      }[];
      expect(JSON.parse(await python(SCRIPT, `${url}/a/`))).toEqual(ours.map(({ sha256 }) => sha256));
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
