import { mkdir, mkdtemp, readdir, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fsStore } from "@chunkwright/stores/fs";
import { testWritableStore } from "@chunkwright/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";

testWritableStore("fsStore(), unpublished", async (entries) => {
  const directory = await mkdtemp(join(tmpdir(), "chunkwright-"));
  const store = fsStore(join(directory, "root"), { unpublished: true });
  for (const [key, value] of entries) await store.set(key, value.slice());
  return { store, dispose: () => rm(directory, { recursive: true }) };
});

const ONE = Uint8Array.of(1);
const TWO = Uint8Array.of(2);

let root = "";
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "chunkwright-"));
});
afterEach(() => rm(root, { recursive: true }));

test("an unpublished value is written in place, however large", async () => {
  const store = fsStore(root, { unpublished: true });
  const large = new Uint8Array(2 ** 20 + 1).fill(7);
  const writing = Promise.all([store.set("a/small", ONE), store.set("a/large", large)]);
  await writing;
  expect((await readdir(join(root, "a"))).sort()).toEqual(["large", "small"]);
  expect(await store.get("a/large")).toEqual(large);
});

test("an unpublished value replaces an existing one, and recreates directories removed with their last key", async () => {
  const store = fsStore(root, { unpublished: true });
  await store.set("a/b", ONE);
  await store.set("a/b", TWO);
  expect(await store.get("a/b")).toEqual(TWO);
  await store.delete("a/b");
  expect(await readdir(root)).toEqual([]);
  await store.set("a/b", ONE);
  expect(await store.get("a/b")).toEqual(ONE);
});

test.skipIf(process.platform === "win32")(
  "an unpublished value does not follow links out of the root",
  async () => {
    const [inner, outer] = [join(root, "inner"), join(root, "outer")];
    await mkdir(inner);
    await mkdir(outer);
    await symlink("../outer", join(inner, "folder"));
    await symlink("../outer/file", join(inner, "file"));
    const store = fsStore(inner, { unpublished: true });
    await expect(store.set("folder/a", ONE)).rejects.toMatchObject({ code: "invalid-data" });
    await expect(store.set("folder/deep/a", ONE)).rejects.toMatchObject({ code: "invalid-data" });
    await store.set("file", ONE);
    expect(await store.get("file")).toEqual(ONE);
    expect(await readdir(outer)).toEqual([]);
  },
);

test("an unpublished value below another value is refused", async () => {
  const store = fsStore(root, { unpublished: true });
  await store.set("a", ONE);
  await expect(store.set("a/b", ONE)).rejects.toMatchObject({ code: "store" });
  await expect(store.set("a/b/c", ONE)).rejects.toMatchObject({ code: "store" });
});
