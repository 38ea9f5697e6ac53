import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isStorageError } from "@chunkwright/core";
import * as module from "@chunkwright/stores/fs";
import { fsStore } from "@chunkwright/stores/fs";
import { collect, testWritableStore } from "@chunkwright/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";

for (const blocking of [false, true]) {
  testWritableStore(`fsStore(), ${blocking ? "blocking" : "reading in the background"}`, async (entries) => {
    const directory = await mkdtemp(join(tmpdir(), "chunkwright-"));
    const store = fsStore(join(directory, "root"), { blocking });
    for (const [key, value] of entries) await store.set(key, value.slice());
    return { store, dispose: () => rm(directory, { recursive: true }) };
  });
}

test("the module exports its public names alone", () => {
  expect(Object.keys(module).sort()).toEqual([
    "createFsFile",
    "fileFailure",
    "fileNameFault",
    "fsStore",
    "moveFile",
    "openFsFile",
    "openLent",
    "openOrigin",
  ]);
});

const ONE = Uint8Array.of(1);
const TWO = Uint8Array.of(2, 3);

let directory = "";
let root = "";
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "chunkwright-"));
  root = join(directory, "root");
  await mkdir(root);
});
afterEach(() => rm(directory, { recursive: true }));

async function codeOf(promise: Promise<unknown>): Promise<unknown> {
  const error = await promise.then(
    () => "no error",
    (reason: unknown) => reason,
  );
  return isStorageError(error) ? error.code : error;
}

test.skipIf(process.platform === "win32")(
  "links that lead out of the root are refused, for reading and for writing",
  async () => {
    await writeFile(join(directory, "secret"), "secret");
    await mkdir(join(directory, "outside"));
    await symlink("../secret", join(root, "file"));
    await symlink(join(directory, "outside"), join(root, "folder"));
    const store = fsStore(root);
    for (const key of ["file", "folder"]) {
      expect(await codeOf(store.get(key))).toBe("invalid-data");
      expect(await codeOf(store.getRange(key, { suffixLength: 1 }))).toBe("invalid-data");
      expect(await codeOf(store.size(key))).toBe("invalid-data");
    }
    expect(await codeOf(store.set("folder/x", ONE))).toBe("invalid-data");
    expect(await codeOf(store.set("folder/new/x", ONE))).toBe("invalid-data");
    expect(await codeOf(store.delete("folder/x"))).toBe("invalid-data");
    expect(await codeOf(collect(store.list("folder/")))).toBe("invalid-data");
    expect(await collect(store.list(""))).toEqual([]);
    expect(await readdir(join(directory, "outside"))).toEqual([]);
  },
);

test("set() and delete() act on a link itself, never on the file it leads to", async () => {
  await writeFile(join(directory, "secret"), "secret");
  await symlink("../secret", join(root, "a"));
  await symlink("../secret", join(root, "b"));
  const store = fsStore(root);
  await store.set("a", ONE.slice());
  await store.delete("b");
  expect(await store.get("a")).toEqual(ONE);
  expect(await readdir(root)).toEqual(["a"]);
  expect((await readdir(directory)).sort()).toEqual(["root", "secret"]);
});

test.skipIf(process.platform === "win32")(
  "links inside the root are followed, others with followLinks",
  async () => {
    await mkdir(join(directory, "outside"));
    await writeFile(join(directory, "outside", "x"), ONE);
    await writeFile(join(root, "file"), ONE);
    await symlink("file", join(root, "inside"));
    await symlink("nowhere", join(root, "broken"));
    await symlink("circle", join(root, "circle"));
    await symlink(join(directory, "outside"), join(root, "out"));
    expect(await fsStore(root).get("inside")).toEqual(ONE);
    expect(await fsStore(root).get("broken")).toBe(undefined);
    expect(await codeOf(fsStore(root).get("circle"))).toBe("store");
    const store = fsStore(root, { followLinks: true });
    expect(await store.get("out/x")).toEqual(ONE);
    const listed = (await collect(store.list(""))).map(({ key }) => key);
    expect(listed.sort()).toEqual(["file", "inside", "out/"]);
  },
);

test("a root that is a link is followed", async () => {
  await symlink(root, join(directory, "link"));
  const store = fsStore(join(directory, "link"));
  await store.set("a/b", ONE.slice());
  expect(await store.get("a/b")).toEqual(ONE);
});

test("a root that does not exist is empty until the first set()", async () => {
  const store = fsStore(join(directory, "not", "yet"));
  expect(await store.get("a")).toBe(undefined);
  expect(await collect(store.list(""))).toEqual([]);
  await store.delete("a");
  await store.set("a", ONE.slice());
  expect(await store.get("a")).toEqual(ONE);
});

test("the temporary file of a killed writer is neither listed nor a key", async () => {
  const name = ".0123456789abcdef.chunkwright-tmp";
  await writeFile(join(root, name), ONE);
  const store = fsStore(root);
  expect(await collect(store.list(""))).toEqual([]);
  expect(await codeOf(store.get(name))).toBe("invalid-data");
  expect(await codeOf(store.set(`a/${name}`, ONE))).toBe("invalid-data");
});

test("a write leaves no temporary file, whether it succeeds or not", async () => {
  const store = fsStore(root);
  await store.set("a/b", ONE.slice());
  expect(await codeOf(store.set("a", ONE))).toBe("store");
  expect(await codeOf(store.set("a/b/c", ONE))).toBe("store");
  expect(await codeOf(store.set("x".repeat(300), ONE))).toBe("store");
  expect(await readdir(root)).toEqual(["a"]);
  expect(await readdir(join(root, "a"))).toEqual(["b"]);
});

test("a failed write names the obstacle", async () => {
  const store = fsStore(root);
  await store.set("a/b", ONE.slice());
  await expect(store.set("a", ONE)).rejects.toThrow("Cannot write a: it is a directory (EISDIR)");
  await expect(store.set("a/b/c", ONE)).rejects.toThrow("Cannot write a/b/c: a parent of it is a file");
});

test("sync is called for each key, and the value is stored", async () => {
  const asked: string[] = [];
  const store = fsStore(root, { sync: (key) => asked.push(key) > 0 });
  await store.set("a/zarr.json", ONE.slice());
  expect(asked).toEqual(["a/zarr.json"]);
  expect(await store.get("a/zarr.json")).toEqual(ONE);
});

test.skipIf(process.platform === "win32")(
  "pipes and devices are no values, and nobody waits for them",
  async () => {
    execFileSync("mkfifo", [join(root, "pipe")]);
    const store = fsStore(root);
    expect(await store.get("pipe")).toBe(undefined);
    expect(await store.size("pipe")).toBe(undefined);
    expect(await collect(store.list(""))).toEqual([]);
    expect(await fsStore("/", { followLinks: true }).get("dev/zero")).toBe(undefined);
  },
);

test("a file of 8 TiB is read by ranges, and refused whole", async () => {
  await writeFile(join(root, "huge"), ONE);
  await truncate(join(root, "huge"), 2 ** 43);
  const store = fsStore(root);
  expect(await store.size("huge")).toBe(2 ** 43);
  expect(await store.getRange("huge", { offset: 2 ** 42 + 1, length: 2 })).toEqual(new Uint8Array(2));
  expect(await codeOf(store.get("huge"))).toBe("store");
});

test("thousands of reads at once do not run out of file descriptors", async () => {
  const store = fsStore(root);
  await store.set("a", ONE.slice());
  const values = await Promise.all(Array.from({ length: 5000 }, () => store.get("a")));
  expect(values.every((value) => value?.[0] === 1)).toBe(true);
});

for (const unpublished of [false, true]) {
  const how = unpublished ? "unpublished" : "published";
  test(`a ${how} value that is written in parts appears when it is closed`, async () => {
    const store = fsStore(root, { unpublished });
    const value = await store.createValue("a/b");
    await value.write(1, TWO);
    expect(await store.get("a/b")).toBeUndefined();
    expect(await collect(store.list("a/"))).toEqual([]);
    const lent = await value.lend?.(async (file) => {
      module.openLent(file)?.(4, ONE);
      return { offset: 4, length: 1 };
    });
    expect(lent).toEqual({ offset: 4, length: 1 });
    await value.close();
    expect(await store.get("a/b")).toEqual(Uint8Array.of(0, 2, 3, 0, 1));
    expect(await readdir(join(root, "a"))).toEqual(["b"]);
  });
}

test("an aborted value leaves the older one, and nothing else", async () => {
  const store = fsStore(root);
  await store.set("a", ONE);
  const value = await store.createValue("a");
  await value.write(0, TWO);
  await value.abort();
  expect(await store.get("a")).toEqual(ONE);
  expect(await readdir(root)).toEqual(["a"]);
});

test.skipIf(process.platform === "win32")("createValue() refuses keys as set() does", async () => {
  const store = fsStore(root);
  await expect(store.createValue("../a")).rejects.toSatisfy((error) => isStorageError(error, "invalid-data"));
  await mkdir(join(directory, "outside"));
  await symlink(join(directory, "outside"), join(root, "link"));
  await expect(store.createValue("link/a")).rejects.toThrow("leads out of the store");
});
