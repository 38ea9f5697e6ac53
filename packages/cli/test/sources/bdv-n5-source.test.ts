/** BigDataViewer's XML with its pixels in N5: opened by either, from a disk and from a server. */

import { readdir, readFile, writeFile } from "node:fs/promises";
import { join, sep } from "node:path";
import { createN5 } from "@chunkwright/n5";
import { fsStore } from "@chunkwright/stores/fs";
import { counting, faultServer } from "@chunkwright/testkit";
import { beforeEach, expect, it, onTestFinished } from "vitest";
import { openSource } from "../../src/open-source.ts";
import { runCommand } from "../run-command.ts";
import { temporaryDirectory } from "../temporary-directory.ts";

const XML = `<?xml version="1.0" encoding="UTF-8"?>
<SpimData version="0.2"><BasePath type="relative">.</BasePath><SequenceDescription>
<ImageLoader format="bdv.n5" version="1.0"><n5 type="relative">dataset.n5</n5></ImageLoader>
<ViewSetups><ViewSetup><id>0</id><name>embryo</name><size>8 8 4</size>
<voxelSize><unit>um</unit><size>0.5 0.5 2.0</size></voxelSize><attributes/></ViewSetup></ViewSetups>
<Timepoints type="range"><first>0</first><last>1</last></Timepoints>
<MissingViews><MissingView timepoint="1" setup="0"/></MissingViews></SequenceDescription>
<ViewRegistrations/></SpimData>`;

let directory: string;
beforeEach(async () => {
  directory = await temporaryDirectory();
  const sink = await createN5(fsStore(join(directory, "dataset.n5")));
  const downsamplingFactors = [
    [1, 1, 1],
    [2, 2, 1],
  ];
  await sink.createGroup("setup0", { downsamplingFactors, dataType: "uint16" });
  for (const [level, shape] of [
    [4, 8, 8],
    [4, 4, 4],
  ].entries()) {
    const array = await sink.createArray(`setup0/timepoint0/s${level}`, {
      dataType: "uint16",
      shape,
      chunkShape: [4, 4, 4],
      fillValue: 0,
      codecs: [{ name: "bytes", configuration: { endian: "big" } }],
      attributes: {},
    });
    await array.writeChunk([0, 0, 0], counting([4, 4, 4]));
    await array.close();
  }
  await sink.close();
  await writeFile(join(directory, "dataset.xml"), XML);
});

async function summary(location: string) {
  const source = await openSource(location);
  onTestFinished(() => source.close());
  const [image, ...others] = (await source.images())?.images ?? [];
  expect(others).toEqual([]);
  const { name, axes, levels } = image!;
  return [name, axes.map(({ unit }) => unit), levels.map(({ scale }) => scale), levels[0].source.info.shape];
}

const EXPECTED = [
  "embryo",
  [undefined, "micrometer", "micrometer", "micrometer"],
  [
    [1, 2, 0.5, 0.5],
    [1, 2, 1, 1],
  ],
  [2, 4, 8, 8],
];

it.each(["dataset.xml", "dataset.n5", "dataset.n5/"])("is opened as %s", async (name) => {
  expect(await summary(join(directory, name))).toEqual(EXPECTED);
});

it("is opened on a server", async () => {
  const names = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const contents = await Promise.all(
    files.map(
      async (path) =>
        [
          path.slice(directory.length + 1).replaceAll(sep, "/"),
          new Uint8Array(await readFile(path)),
        ] as const,
    ),
  );
  const server = await faultServer(new Map(contents));
  onTestFinished(() => server.close());
  for (const name of ["dataset.xml", "dataset.n5"]) {
    expect(await summary(`${server.url}/${name}`)).toEqual(EXPECTED);
  }
});

it("becomes an OME-Zarr that says the same", async () => {
  const target = join(directory, "out.zarr");
  const source = join(directory, "dataset.xml");
  expect(await runCommand("convert", source, target, "-q")).toMatchObject({ exitCode: 0, err: "" });
  expect(await runCommand("verify", source, target, "-q")).toMatchObject({ exitCode: 0, out: "" });
});

it("says what is missing", async () => {
  const path = join(directory, "lone.xml");
  await writeFile(path, XML.replace("dataset.n5", "other.n5"));
  await expect(openSource(path)).rejects.toMatchObject({
    code: "not-found",
    message: `Cannot open ${path}: there is no other.n5 beside it`,
  });
});
