import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { moveFile } from "@chunkwright/stores/fs";
import { afterEach, beforeEach, expect, test } from "vitest";

let directory = "";
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "chunkwright-"));
});
afterEach(() => rm(directory, { recursive: true }));

/** Renaming that fails with `code` so many times. */
function failing(times: number, code: string) {
  const calls: string[] = [];
  const rename = async (from: string, to: string) => {
    calls.push(`${from} ${to}`);
    if (calls.length <= times) throw Object.assign(new Error(`${code}: in use`), { code });
  };
  return { calls, rename };
}

test("moveFile() replaces a file", async () => {
  const [from, to] = [join(directory, "a"), join(directory, "b")];
  await writeFile(from, "new");
  await writeFile(to, "old");
  await moveFile(from, to);
  expect([await readdir(directory), await readFile(to, "utf8")]).toEqual([["b"], "new"]);
});

test.each(["EPERM", "EACCES", "EBUSY"])("moveFile() tries again on Windows after %s", async (code) => {
  const { calls, rename } = failing(3, code);
  await moveFile("a", "b", { platform: "win32", rename });
  expect(calls).toEqual(Array(4).fill("a b"));
});

test("moveFile() gives up in the end", async () => {
  const { calls, rename } = failing(Number.POSITIVE_INFINITY, "EBUSY");
  await expect(moveFile("a", "b", { platform: "win32", rename })).rejects.toThrow("EBUSY: in use");
  expect(calls.length).toBe(9);
});

test.each([
  ["ENOENT", "win32"],
  ["EACCES", "linux"],
])("moveFile() does not wait after %s on %s", async (code, platform) => {
  const { calls, rename } = failing(1, code);
  await expect(moveFile("a", "b", { platform, rename })).rejects.toThrow(code);
  expect(calls.length).toBe(1);
});

test("moveFile() calls a directory in the way what it is, of which Windows says EPERM", async () => {
  const to = join(directory, "a");
  await mkdir(to);
  const { rename } = failing(Number.POSITIVE_INFINITY, "EPERM");
  await expect(moveFile("b", to, { platform: "win32", rename })).rejects.toMatchObject({ code: "EISDIR" });
});
