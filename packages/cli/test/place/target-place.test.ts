import { execFileSync } from "node:child_process";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openTargetPlace } from "../../src/place/target-place.ts";
import { linkTo, namesIn, temporaryDirectory } from "../temporary-directory.ts";

async function zarrAt(path: string, document = "zarr.json"): Promise<void> {
  await mkdir(path);
  await writeFile(join(path, document), "old");
}

describe("openTargetPlace()", () => {
  it.skipIf(process.platform === "win32")("replaces neither pipes nor devices", async () => {
    const parent = await temporaryDirectory();
    execFileSync("mkfifo", [join(parent, "pipe.tif")]);
    await expect(openTargetPlace(join(parent, "pipe.tif"), "file", true)).rejects.toMatchObject({
      code: "exists",
      message: expect.stringMatching(/pipe\.tif: it is neither a file nor a directory$/),
    });
    await writeFile(join(parent, "a.txt"), "");
    await expect(openTargetPlace(join(parent, "a.txt/b.tif"), "file", true)).rejects.toMatchObject({
      code: "not-found",
    });
  });

  it("takes names as long as the file system does, and refuses longer ones at once", async () => {
    const parent = await temporaryDirectory();
    const name = `${"ü€".repeat(49)}.h5`;
    const target = await openTargetPlace(join(parent, name), "file", false);
    await writeFile(target.workingPath, "new");
    await target.commit();
    expect(await namesIn(parent)).toEqual([name]);
    await expect(openTargetPlace(join(parent, "a".repeat(300)), "file", false)).rejects.toMatchObject({
      code: "store",
      message: expect.stringMatching(
        process.platform === "win32"
          ? / is longer than the 255 /
          : /: a name in it is too long \(ENAMETOOLONG\)$/,
      ),
    });
  });

  it("puts everything in place at once", async () => {
    const parent = await temporaryDirectory();
    const target = await openTargetPlace(join(parent, "a.zarr"), "directory", false);
    await writeFile(join(target.workingPath, "zarr.json"), "new");
    expect(await namesIn(parent)).toEqual([expect.stringMatching(/^\.a\.zarr\..+\.partial$/)]);
    await target.commit();
    await target.abandon();
    expect(await namesIn(parent)).toEqual(["a.zarr"]);
    expect(await readFile(join(parent, "a.zarr/zarr.json"), "utf8")).toBe("new");
  });

  it("leaves nothing behind when abandoned, twice too", async () => {
    const parent = await temporaryDirectory();
    const target = await openTargetPlace(join(parent, "a.zarr"), "directory", false);
    await writeFile(join(target.workingPath, "zarr.json"), "new");
    await target.abandon();
    await target.abandon();
    expect(await namesIn(parent)).toEqual([]);
  });

  it("replaces a hierarchy when told to, and only as the last step", async () => {
    const parent = await temporaryDirectory();
    const path = join(parent, "a.zarr");
    await zarrAt(path);
    const target = await openTargetPlace(`${path}/`, "directory", true);
    await writeFile(join(target.workingPath, "zarr.json"), "new");
    expect(await readFile(join(path, "zarr.json"), "utf8")).toBe("old");
    await target.commit();
    expect(await namesIn(parent)).toEqual(["a.zarr"]);
    expect(await readFile(join(path, "zarr.json"), "utf8")).toBe("new");
  });

  it("replaces N5 as it replaces Zarr", async () => {
    const parent = await temporaryDirectory();
    await zarrAt(join(parent, "a.n5"), "attributes.json");
    const target = await openTargetPlace(join(parent, "a.n5"), "directory", true);
    await target.commit();
    expect(await namesIn(join(parent, "a.n5"))).toEqual([]);
  });

  it("keeps what is there when told to replace it and then abandoned", async () => {
    const parent = await temporaryDirectory();
    await zarrAt(join(parent, "a.zarr"));
    await (await openTargetPlace(join(parent, "a.zarr"), "directory", true)).abandon();
    expect(await namesIn(parent)).toEqual(["a.zarr"]);
    expect(await readFile(join(parent, "a.zarr/zarr.json"), "utf8")).toBe("old");
  });

  it("puts back what it moved aside when the new one cannot take its place", async () => {
    const parent = await temporaryDirectory();
    await zarrAt(join(parent, "a.zarr"));
    const target = await openTargetPlace(join(parent, "a.zarr"), "directory", true);
    await rm(target.workingPath, { recursive: true });
    await expect(target.commit()).rejects.toMatchObject({ code: "store" });
    await target.abandon();
    expect(await namesIn(parent)).toEqual(["a.zarr"]);
    expect(await readFile(join(parent, "a.zarr/zarr.json"), "utf8")).toBe("old");
  });

  it("replaces an empty directory, a file and a dangling link", async () => {
    const parent = await temporaryDirectory();
    await mkdir(join(parent, "empty.zarr"));
    await writeFile(join(parent, "file.zarr"), "text");
    await linkTo("nowhere", join(parent, "link.zarr"));
    for (const name of ["empty.zarr", "file.zarr", "link.zarr"]) {
      const target = await openTargetPlace(join(parent, name), "directory", true);
      await writeFile(join(target.workingPath, "zarr.json"), "new");
      await target.commit();
      expect(await readFile(join(parent, name, "zarr.json"), "utf8")).toBe("new");
    }
    expect(await namesIn(parent)).toEqual(["empty.zarr", "file.zarr", "link.zarr"]);
  });

  it("puts a file in place of a file in one step", async () => {
    const parent = await temporaryDirectory();
    await writeFile(join(parent, "a.tif"), "old");
    const target = await openTargetPlace(join(parent, "a.tif"), "file", true);
    expect(await namesIn(parent)).toEqual(["a.tif"]);
    await writeFile(target.workingPath, "new");
    await target.commit();
    expect(await namesIn(parent)).toEqual(["a.tif"]);
    expect(await readFile(join(parent, "a.tif"), "utf8")).toBe("new");
  });

  it("rejects what exists, be it a directory, a file or a dangling link", async () => {
    const parent = await temporaryDirectory();
    await zarrAt(join(parent, "a.zarr"));
    await writeFile(join(parent, "file.zarr"), "text");
    await linkTo("nowhere", join(parent, "link.zarr"));
    const before = await namesIn(parent);
    for (const name of before) {
      const path = join(parent, name);
      await expect(openTargetPlace(path, "directory", false)).rejects.toMatchObject({
        code: "exists",
        message: `Cannot write ${path}: it exists (--overwrite replaces it)`,
      });
    }
    expect(await namesIn(parent)).toEqual(before);
  });

  it("never replaces a directory that is not a hierarchy", async () => {
    const parent = await temporaryDirectory();
    await mkdir(join(parent, "photos"));
    await writeFile(join(parent, "photos/a.jpg"), "");
    await expect(openTargetPlace(join(parent, "photos"), "directory", true)).rejects.toMatchObject({
      code: "exists",
      message: `Cannot overwrite ${join(parent, "photos")}: it is a directory, but no Zarr or N5 hierarchy`,
    });
    expect(await namesIn(parent)).toEqual(["photos"]);
  });

  it("does not replace what has appeared in the meantime", async () => {
    const parent = await temporaryDirectory();
    const target = await openTargetPlace(join(parent, "a.zarr"), "directory", false);
    await zarrAt(join(parent, "a.zarr"));
    await expect(target.commit()).rejects.toMatchObject({ code: "exists" });
    await target.abandon();
    expect(await namesIn(parent)).toEqual(["a.zarr"]);
    expect(await readFile(join(parent, "a.zarr/zarr.json"), "utf8")).toBe("old");
  });

  it("wants the directory around it to be there", async () => {
    const parent = await temporaryDirectory();
    await expect(openTargetPlace(join(parent, "none/a.zarr"), "directory", false)).rejects.toMatchObject({
      code: "not-found",
      message: `Cannot write ${join(parent, "none/a.zarr")}: there is no directory ${join(parent, "none")}`,
    });
    await writeFile(join(parent, "file"), "");
    await expect(openTargetPlace(join(parent, "file/a.zarr"), "directory", false)).rejects.toMatchObject({
      code: "not-found",
    });
  });
});
