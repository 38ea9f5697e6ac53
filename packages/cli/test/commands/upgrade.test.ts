import { readdir, readFile, writeFile } from "node:fs/promises";
import { join, sep } from "node:path";
import type { JsonObject } from "@chunkwright/core";
import { fsStore } from "@chunkwright/stores/fs";
import { consolidateZarr, createZarr, createZarrArray } from "@chunkwright/zarr";
import { describe, expect, it } from "vitest";
import { jsonLines, recordTerminal, runCommand, runOn } from "../run-command.ts";
import { namesIn, temporaryDirectory } from "../temporary-directory.ts";

const AXES = ["t", "c", "z", "y", "x"];

/** An image of 0.2, of two levels, 8 x 8 and 4 x 4 in chunks of 4 x 4, without a version where none is demanded. */
async function legacyImage(attributes: JsonObject = {}, separator: "." | "/" = "/"): Promise<string> {
  const directory = join(await temporaryDirectory(), "a.zarr");
  const store = fsStore(directory);
  const version = separator === "." ? "0.1" : "0.2";
  const multiscale = { version, name: "a", datasets: [{ path: "0" }, { path: "1" }] };
  const sink = await createZarr(store, {
    zarrFormat: 2,
    attributes: { multiscales: [multiscale], ...attributes },
  });
  await sink.close();
  for (const [level, size] of [8, 4].entries()) {
    const array = await createZarrArray(
      store,
      `${level}`,
      {
        dataType: "uint64",
        shape: [1, 1, 1, size, size],
        chunkShape: [1, 1, 1, 4, 4],
        fillValue: 18_446_744_073_709_551_615n,
        codecs: [{ name: "bytes", configuration: { endian: "big" } }, { name: "numcodecs.zlib" }],
        attributes: { note: "mine" },
      },
      { zarrFormat: 2, separator },
    );
    const data = BigUint64Array.from({ length: 16 }, (_, i) => 2n ** 60n + BigInt(i));
    await array.writeChunk([0, 0, 0, 0, 0], { dataType: "uint64", shape: [1, 1, 1, 4, 4], data });
    await array.close();
  }
  return directory;
}

async function files(directory: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(directory.length + 1)
        .replaceAll(sep, "/"),
    )
    .sort();
}

async function digest(directory: string): Promise<readonly unknown[]> {
  const { out } = await runCommand("digest", directory, "--json");
  return jsonLines(out).map((line) => ({ ...(line as object), file: "" }));
}

async function readDocument(...path: readonly string[]): Promise<JsonObject> {
  return JSON.parse(await readFile(join(...path), "utf8"));
}

/** Which documents the consolidated metadata of a root repeat, as files; those of the root itself are in its own way. */
async function consolidatedKeys(directory: string): Promise<readonly string[]> {
  if ((await files(directory)).includes("zarr.json")) {
    const { consolidated_metadata: consolidated } = await readDocument(directory, "zarr.json");
    const { metadata } = consolidated as { readonly metadata: JsonObject };
    return Object.keys(metadata)
      .map((path) => `${path}/zarr.json`)
      .sort();
  }
  const { metadata } = await readDocument(directory, ".zmetadata");
  return Object.keys(metadata as JsonObject)
    .filter((key) => !isRootDocument(key))
    .sort();
}

function isRootDocument(name: string): boolean {
  return !name.includes("/");
}

describe("chunkwright upgrade", () => {
  it("changes 0.2 to 0.5 in place without touching a chunk", async () => {
    const image = await legacyImage();
    const before = await digest(image);
    const { exitCode, err } = await runCommand("upgrade", image, "--to", "0.5");
    expect([exitCode, err]).toEqual([
      0,
      `${image}: OME-NGFF 0.2 -> 0.5, 1 group, 2 arrays; 3 documents written, 0 chunks stored under new keys, none decoded\n`,
    ]);
    expect(await files(image)).toEqual([
      "0/0/0/0/0/0",
      "0/zarr.json",
      "1/0/0/0/0/0",
      "1/zarr.json",
      "zarr.json",
    ]);
    expect(await digest(image)).toEqual(before);
    expect(await readDocument(image, "0", "zarr.json")).toMatchObject({
      chunk_key_encoding: { name: "v2", configuration: { separator: "/" } },
      dimension_names: AXES,
      attributes: { note: "mine" },
    });
    expect(await readFile(join(image, "0", "zarr.json"), "utf8")).toContain(
      '"fill_value": 18446744073709551615',
    );
    expect((await runCommand("validate", image)).exitCode).toBe(0);
  });

  it("goes back from 0.5 to 0.1, chunks stored under the keys of that", async () => {
    const image = await legacyImage({ lab: { mine: true } }, ".");
    const before = [await digest(image), await readDocument(image, ".zattrs"), await files(image)];
    expect((await runCommand("upgrade", image, "--to", "0.4", "-q")).err).toBe("");
    expect((await files(image)).filter((name) => name.startsWith("0"))).toEqual([
      "0/.zarray",
      "0/.zattrs",
      "0/0/0/0/0/0",
    ]);
    expect((await runCommand("upgrade", image, "--to", "0.5")).exitCode).toBe(0);
    const { exitCode, out } = await runCommand("upgrade", image, "--to", "0.1", "--json");
    expect(exitCode).toBe(0);
    expect(jsonLines(out)).toEqual([
      {
        source: image,
        target: image,
        from: ["0.5"],
        to: "0.1",
        groups: 1,
        arrays: 2,
        moved: 2,
        documents: 6,
      },
    ]);
    expect([await digest(image), await readDocument(image, ".zattrs"), await files(image)]).toEqual(before);
  });

  it("copies into a new hierarchy, under the keys that are usual there", async () => {
    const image = await legacyImage();
    const before = await files(image);
    const target = join(await temporaryDirectory(), "b.zarr");
    expect((await runCommand("upgrade", image, target, "--to", "0.5")).exitCode).toBe(0);
    expect(await files(target)).toContain("0/c/0/0/0/0/0");
    expect(await digest(target)).toEqual(await digest(image));
    expect(await files(image)).toEqual(before);
    expect((await runCommand("verify", image, target)).exitCode).toBe(0);
  });

  it("keeps out of the source", async () => {
    const image = await legacyImage();
    const before = await files(image);
    const { exitCode, err } = await runCommand("upgrade", image, join(image, "b.zarr"), "--to", "0.5");
    expect([exitCode, err]).toEqual([1, expect.stringMatching(/b\.zarr: it lies inside the source\n$/)]);
    expect(await files(image)).toEqual(before);
  });

  it.each([
    ["0.5", "0.2"],
    ["0.5", "0.4"],
    ["0.2", "0.1"],
    ["0.4", "0.1"],
  ])(
    "renews consolidated metadata on the way to %s and on to %s, in place and in a copy",
    async (...versions) => {
      const image = await legacyImage({}, versions[0] === "0.2" ? "." : "/");
      await consolidateZarr(fsStore(image));
      for (const version of versions) {
        const copy = join(await temporaryDirectory(), "copy.zarr");
        expect((await runCommand("upgrade", image, copy, "--to", version)).exitCode).toBe(0);
        expect((await runCommand("upgrade", image, "--to", version)).exitCode).toBe(0);
        for (const directory of [image, copy]) {
          const documents = (await files(directory)).filter((name) => /(^|\/)(\.z|zarr\.json)/.test(name));
          expect(await consolidatedKeys(directory)).toEqual(
            documents.filter((name) => !isRootDocument(name)),
          );
          expect((await runCommand("validate", directory)).exitCode).toBe(0);
          expect(await digest(directory)).toEqual(await digest(image));
        }
      }
    },
  );

  it("copies what references lead to, where they may", async () => {
    const directory = await legacyImage();
    const refs = Object.fromEntries((await files(directory)).map((key) => [key, [join(directory, key)]]));
    const path = join(await temporaryDirectory(), "references.json");
    await writeFile(path, JSON.stringify({ version: 1, refs }));
    const upgrade = ["upgrade", path, `${path}.zarr`, "--to", "0.5"];
    expect((await runCommand(...upgrade)).err).toContain("--allow-targets");
    const { exitCode, err } = await runCommand(...upgrade, "--allow-targets", directory);
    expect(exitCode, err).toBe(0);
    expect(await digest(`${path}.zarr`)).toEqual(await digest(directory));
  });

  it("consolidates nothing that was not", async () => {
    const image = await legacyImage();
    await runCommand("upgrade", image, "--to", "0.5");
    expect(await readDocument(image, "zarr.json")).not.toHaveProperty("consolidated_metadata");
    await runCommand("upgrade", image, "--to", "0.4");
    expect(await files(image)).not.toContain(".zmetadata");
  });

  it("reports its progress as convert does", async () => {
    const image = await legacyImage({}, ".");
    const { err } = await runCommand("upgrade", image, "--to", "0.2", "--progress", "json");
    const lines = err.split("\n").filter((line) => line.startsWith("{"));
    const { progress } = JSON.parse(lines.at(-1) ?? "{}");
    expect(progress).toMatchObject({ label: "Upgrading", done: 640, total: 640 });
  });

  it("does nothing where there is nothing to do", async () => {
    const image = await legacyImage();
    const { exitCode, err } = await runCommand("upgrade", image, "--to", "0.2");
    expect([exitCode, err]).toEqual([0, `${image} is OME-NGFF 0.2 already\n`]);
    const target = join(await temporaryDirectory(), "b.zarr");
    expect((await runCommand("upgrade", image, target, "--to", "0.2")).exitCode).toBe(2);
  });

  it("writes nothing if the version has no place for what there is", async () => {
    const image = await legacyImage();
    await runCommand("upgrade", image, "--to", "0.4");
    const document = await readFile(join(image, ".zattrs"), "utf8");
    await writeFile(
      join(image, ".zattrs"),
      document.replace('"name": "x",', '"name": "x", "unit": "meter",'),
    );
    const before = await files(image);
    const { exitCode, err } = await runCommand("upgrade", image, "--to", "0.3");
    expect(exitCode).toBe(1);
    expect(err).toContain("Cannot write OME-NGFF 0.3: it has no place for the unit meter of axis x");
    expect(await files(image)).toEqual(before);
    const directory = await temporaryDirectory();
    expect((await runCommand("upgrade", image, join(directory, "b.zarr"), "--to", "0.3")).exitCode).toBe(1);
    expect(await namesIn(directory)).toEqual([]);
  });

  it("can be interrupted before documents are written, and run again", async () => {
    const image = await legacyImage({}, ".");
    const before = await digest(image);
    const aborted = recordTerminal({ signal: AbortSignal.abort() });
    expect((await runOn(aborted, "upgrade", image, "--to", "0.2")).exitCode).toBe(130);
    expect(await digest(image)).toEqual(before);
    await runCommand("upgrade", image, "--to", "0.2");
    expect(await digest(image)).toEqual(before);
  });

  it.each([
    ["an unknown version", ["--to", "0.6"], 2],
    ["a server", ["http://localhost/a.zarr", "--to", "0.5"], 2],
  ])("refuses %s", async (_, args, exitCode) => {
    const source = args.length > 2 ? [] : [await legacyImage()];
    expect((await runCommand("upgrade", ...source, ...args)).exitCode).toBe(exitCode);
  });

  it("refuses hierarchies without metadata of OME-NGFF", async () => {
    const directory = join(await temporaryDirectory(), "a.zarr");
    const sink = await createZarr(fsStore(directory), { zarrFormat: 2, attributes: { labels: ["mine"] } });
    await sink.close();
    const { exitCode, err } = await runCommand("upgrade", directory, "--to", "0.5");
    expect([exitCode, err]).toEqual([
      1,
      `chunkwright: Cannot upgrade ${directory}: it has no metadata of OME-NGFF\n`,
    ]);
  });

  describe.each(["in place", "to a copy"])("%s", (how) => {
    /** Upgrades `source`, and answers the result. */
    async function upgraded(source: string, version: string): Promise<string> {
      const copy = join(await temporaryDirectory(), "copy.zarr");
      const target = how === "in place" ? [] : [copy];
      expect(await runCommand("upgrade", source, ...target, "--to", version, "-q")).toMatchObject({
        exitCode: 0,
        err: "",
      });
      return target[0] ?? source;
    }

    it("takes plates with their wells and fields, series and labels along, there and back", async () => {
      for (const make of [writePlate, writeSeries]) {
        const source = join(await temporaryDirectory(), "a.zarr");
        await make(source);
        const before = [await digest(source), await attributesBelow(source)];
        const up = await upgraded(source, "0.5");
        expect((await runCommand("validate", up)).out).not.toContain("MUST");
        const root = await readDocument(up, "zarr.json");
        expect(root).toMatchObject({ attributes: { ome: { version: "0.5" } } });
        const down = await upgraded(up, "0.4");
        expect([await digest(down), await attributesBelow(down)]).toEqual(before);
        expect((await runCommand("validate", down)).out).not.toContain("MUST");
      }
    });

    it("comes down from 0.6", async () => {
      const source = join(await temporaryDirectory(), "a.zarr");
      await writeCandidate(source);
      const before = await digest(source);
      const down = await upgraded(source, "0.5");
      expect(await digest(down)).toEqual(before);
      expect((await runCommand("validate", down)).out).not.toContain("MUST");
      expect(await readDocument(down, "zarr.json")).toMatchObject({
        attributes: {
          ome: {
            version: "0.5",
            multiscales: [
              {
                axes: [{ name: "y" }, { name: "x" }],
                datasets: [{ path: "0", coordinateTransformations: [{ type: "scale", scale: [1, 1] }] }],
              },
            ],
          },
        },
      });
      const older = await upgraded(down, "0.4");
      expect(await digest(older)).toEqual(before);
    });
  });
});

const PLANE = {
  dataType: "uint8",
  shape: [4, 4],
  chunkShape: [2, 2],
  fillValue: 0,
  codecs: [{ name: "bytes" }],
  dimensionNames: ["y", "x"],
  attributes: {},
} as const;
const YX = ["y", "x"].map((name) => ({ name, type: "space" }));
const UNIT = [{ type: "scale", scale: [1, 1] }];
const multiscales = [
  { version: "0.4", axes: YX, datasets: [{ path: "0", coordinateTransformations: UNIT }] },
];

async function writeImages(
  sink: Awaited<ReturnType<typeof createZarr>>,
  paths: readonly string[],
): Promise<void> {
  for (const [i, path] of paths.entries()) {
    const array = await sink.createArray(`${path}0`, PLANE);
    const data = new Uint8Array(4).fill(i + 1);
    await array.writeChunk([0, 1], { dataType: "uint8", shape: [2, 2], data });
    await array.close();
  }
  await sink.close();
}

async function writePlate(directory: string): Promise<void> {
  const sink = await createZarr(fsStore(directory), { zarrFormat: 2, separator: "/" });
  const plate = {
    version: "0.4",
    name: "p",
    rows: [{ name: "A" }],
    columns: [{ name: "1" }, { name: "2" }],
    wells: [{ path: "A/2", rowIndex: 0, columnIndex: 1 }],
  };
  await sink.createGroup("", { plate, lab: "mine" });
  await sink.createGroup("A", {});
  await sink.createGroup("A/2", { well: { version: "0.4", images: [{ path: "0" }, { path: "1" }] } });
  for (const field of ["0", "1"]) await sink.createGroup(`A/2/${field}`, { multiscales });
  await writeImages(sink, ["A/2/0/", "A/2/1/"]);
}

async function writeSeries(directory: string): Promise<void> {
  const sink = await createZarr(fsStore(directory), { zarrFormat: 2, separator: "/" });
  await sink.createGroup("", { "bioformats2raw.layout": 3 });
  await sink.createGroup("OME", { series: ["0", "1"] });
  for (const series of ["0", "1"]) await sink.createGroup(series, { multiscales });
  await sink.createGroup("1/labels", { labels: ["cells"] });
  const label = { version: "0.4", colors: [{ "label-value": 1 }], source: { image: "../../" } };
  await sink.createGroup("1/labels/cells", { multiscales, "image-label": label });
  await writeImages(sink, ["0/", "1/", "1/labels/cells/"]);
}

async function writeCandidate(directory: string): Promise<void> {
  const sink = await createZarr(fsStore(directory), { zarrFormat: 3 });
  const step = { type: "identity", input: { path: "0" }, output: { name: "physical" } };
  const multiscale = {
    coordinateSystems: [{ name: "physical", axes: YX }],
    datasets: [{ path: "0", coordinateTransformations: [step] }],
  };
  await sink.createGroup("", { ome: { version: "0.6rc0", multiscales: [multiscale] } });
  const array = await sink.createArray("0", {
    ...PLANE,
    shape: [8, 8],
    shardShape: [4, 4],
  });
  const data = Uint8Array.of(1, 2, 3, 4);
  await array.writeChunk([3, 1], { dataType: "uint8", shape: [2, 2], data });
  await array.close();
  await sink.close();
}

/** The attributes of all groups, by path. */
async function attributesBelow(directory: string): Promise<JsonObject> {
  const names = (await files(directory)).filter((name) => /(^|\/)\.zattrs$/.test(name));
  const documents = names.map(async (name) => [name, await readDocument(directory, name)] as const);
  return Object.fromEntries(await Promise.all(documents));
}
