import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { convert } from "../../src/convert.ts";
import { openSource } from "../../src/open-source.ts";
import { temporaryDirectory } from "../temporary-directory.ts";

const FIXTURES = join(import.meta.dirname, "../../../hdf5/test/fixtures");

async function copied(name: string, directory: string, as = `${name}.h5`): Promise<string> {
  const path = join(directory, as);
  await copyFile(join(FIXTURES, `${name}.h5`), path);
  return path;
}

async function arrayPaths(path: string): Promise<readonly string[]> {
  const source = await openSource(path);
  const paths: string[] = [];
  for await (const array of source.arrays()) paths.push(array.path);
  await source.close();
  return paths;
}

describe("openHdf5Source()", () => {
  it("finds every dataset by its path", async () => {
    const path = await copied("links-v110", await temporaryDirectory());
    expect(await arrayPaths(path)).toEqual(["/group/data", "/typed"]);
  });

  it("knows a file behind a user block, whatever it is called", async () => {
    const path = await copied("user-block", await temporaryDirectory(), "data.mat");
    const source = await openSource(path);
    expect(source.format).toBe("HDF5");
    await source.close();
  });

  it("opens what is beside the file, and nothing elsewhere", async () => {
    const directory = await temporaryDirectory();
    const inner = join(directory, "inner");
    await mkdir(inner);
    const path = await copied("links-v110", inner);
    await copied("dense-attributes", directory, "other.h5");
    const before = await openSource(path);
    expect(before.root?.kind === "group" && (await before.root.open("external"))).toBeUndefined();
    await before.close();
    await copied("dense-attributes", inner, "other.h5");
    const after = await openSource(path);
    expect(after.root?.kind === "group" && (await after.root.open("external"))).toMatchObject({
      kind: "array",
    });
    await after.close();
  });

  it.each([
    "family-earliest-00",
    "family-latest-02",
    "family-latest-%02d",
    "split-latest-m",
    "split-earliest-r",
    "multi-earliest-b",
  ])("opens all of several files by %s", async (name) => {
    expect(await arrayPaths(join(FIXTURES, "members", `${name}.h5`))).toEqual([
      "/group/chunks",
      "/group/numbers",
    ]);
  });

  it("converts what a pattern of several files names", async () => {
    const target = join(await temporaryDirectory(), "copy.zarr");
    await convert(join(FIXTURES, "members/family-latest-%02d.h5"), target);
    expect((await arrayPaths(target)).toSorted()).toEqual(["group/chunks", "group/numbers"]);
  });

  it("leaves alone what stands beside several files and is not one of them", async () => {
    const directory = await temporaryDirectory();
    await copied("links-v110", directory, "a0.h5");
    await writeFile(join(directory, "a1.h5"), "text");
    await expect(openSource(join(directory, "a1.h5"))).rejects.toMatchObject({ code: "unsupported" });
    const missing = join(directory, "a%20b.txt");
    await expect(openSource(missing)).rejects.toThrow(`Cannot open ${missing}: there is no such file`);
  });
});
