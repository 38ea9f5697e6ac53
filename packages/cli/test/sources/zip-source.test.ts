import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { bytesOf, readRegion } from "@chunkwright/core";
import { collect, faultServer } from "@chunkwright/testkit";
import { describe, expect, it, onTestFinished } from "vitest";
import { openSource } from "../../src/open-source.ts";
import { temporaryDirectory } from "../temporary-directory.ts";
import { writeN5Zip, writeZarrZip } from "../zip-archive.ts";

async function arrayPaths(location: string): Promise<readonly string[]> {
  const source = await openSource(location);
  try {
    expect(source.format).toBe("Zarr v3 in ZIP");
    return (await collect(source.arrays())).map(({ path }) => path);
  } finally {
    await source.close();
  }
}

describe("a ZIP file", () => {
  it("is a hierarchy at its root, whatever its name", async () => {
    expect(await arrayPaths(await writeZarrZip(await temporaryDirectory(), "plain"))).toEqual(["a"]);
  });

  it("is the hierarchy in its only folder, whose name leads its arrays' paths", async () => {
    const directory = await temporaryDirectory();
    expect(await arrayPaths(await writeZarrZip(directory, "a.zip", "image.zarr/"))).toEqual(["image.zarr/a"]);
    const clutter = ["__MACOSX/._image.zarr", ".DS_Store"];
    expect(await arrayPaths(await writeZarrZip(directory, "b.zip", "x/y.zarr/", clutter))).toEqual([
      "x/y.zarr/a",
    ]);
  });

  it("is unsupported where it holds no hierarchy, or several folders", async () => {
    const directory = await temporaryDirectory();
    const path = await writeZarrZip(directory, "a.zip", "one.zarr/", ["two.zarr/zarr.json"]);
    await expect(openSource(path)).rejects.toMatchObject({
      code: "unsupported",
      message: `Cannot open ${path}: the ZIP file holds no Zarr or N5, neither at its root nor in its only folder`,
    });
  });

  it.each([
    ["cells.zip", "", { n5: "4.0.0" }],
    ["cells.n5.zip", "", undefined],
    ["cells.zip", "cells.n5/", undefined],
  ])("is N5 too: %s with %j in front", async (name, prefix, attributes) => {
    const path = await writeN5Zip(await temporaryDirectory(), name, prefix, attributes);
    const source = await openSource(path);
    onTestFinished(() => source.close());
    expect([source.format, source.location]).toEqual(["N5 in ZIP", path]);
    expect((await collect(source.arrays())).map((array) => array.path)).toEqual([`${prefix}a`]);
  });

  it.each(["bzip2", "lzma", "zstandard"])("may be compressed by %s", async (method) => {
    const path = join(import.meta.dirname, "../fixtures/zip", `${method}.zip`);
    const source = await openSource(path);
    onTestFinished(() => source.close());
    const [array] = await collect(source.arrays());
    if (!array || "error" in array) throw new Error("There is an array");
    const { data } = await readRegion(array.source, { start: [0], shape: [300] });
    expect([...bytesOf(data)]).toEqual(Array.from({ length: 300 }, (_, i) => i % 256));
  });

  it.each(["bzip2", "lzma", "zstandard"])("is refused where its %s is damaged", async (method) => {
    const archive = await readFile(join(import.meta.dirname, "../fixtures/zip", `${method}.zip`));
    const path = join(await temporaryDirectory(), "damaged.zip");
    // Behind the version and the properties of LZMA.
    for (let offset = archive.indexOf("zarr.json") + 18; offset < archive.indexOf("c/0") - 60; offset += 3) {
      const damaged = Buffer.from(archive);
      damaged[offset]! ^= 0x55;
      await writeFile(path, damaged);
      await expect(openSource(path), `byte ${offset}`).rejects.toMatchObject({ code: "invalid-data" });
    }
  });

  it("is read over HTTP by ranges", async () => {
    const path = await writeZarrZip(await temporaryDirectory(), "a.ozx");
    const server = await faultServer(new Map([["a.ozx", new Uint8Array(await readFile(path))]]));
    onTestFinished(() => server.close());
    expect(await arrayPaths(`${server.url}/a.ozx`)).toEqual(["a"]);
  });
});
