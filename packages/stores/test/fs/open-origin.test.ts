import { mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileStore } from "@chunkwright/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fsStore, openFsFile, openOrigin } from "../../src/fs.ts";

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "open-origin-"));
  await writeFile(join(root, "a"), Uint8Array.of(1, 2, 3, 4));
});
afterAll(() => rm(root, { recursive: true }));

describe("openOrigin()", () => {
  it("reads the directory of a store", async () => {
    const store = openOrigin(fsStore(root).origin!);
    expect([...(await store.get("a"))!]).toEqual([1, 2, 3, 4]);
    expect([...(await store.getRange("a", { offset: 1, length: 2 }))!]).toEqual([2, 3]);
    expect(await store.get("b")).toBeUndefined();
    await expect(store.get("../a")).rejects.toMatchObject({ code: "invalid-data" });
  });

  it("reads a value of a store as a file, until it is replaced", async () => {
    const directory = fsStore(root);
    await directory.set("c/d", Uint8Array.of(5, 6));
    const origin = await directory.originOf!("c/d");
    expect(origin).toMatchObject({ kind: "file", size: 2 });
    const store = openOrigin(origin!);
    expect([...(await store.getRange("", { offset: 1, length: 1 }))!]).toEqual([6]);
    await directory.set("c/d", Uint8Array.of(7, 8, 9));
    await expect(store.get("")).rejects.toMatchObject({ code: "store" });
    expect(await directory.originOf!("c")).toBeUndefined();
    expect(await directory.originOf!("e")).toBeUndefined();
  });

  it("reads an open file under any key while it is unchanged", async () => {
    const file = await openFsFile(join(root, "a"));
    const store = openOrigin(fileStore(file).origin!);
    expect([...(await store.getRange("", { offset: 2, length: 2 }))!]).toEqual([3, 4]);
    await expect(store.getRange("", { offset: 2, length: 3 })).rejects.toMatchObject({
      code: "invalid-data",
    });
    await utimes(join(root, "a"), 1, 1);
    await expect(store.getRange("", { offset: 0, length: 1 })).rejects.toMatchObject({
      code: "store",
      message: expect.stringMatching(/it has changed since it was opened$/),
    });
    await rm(join(root, "a"));
    await expect(store.get("")).rejects.toMatchObject({ code: "store" });
    await file.close();
  });
});
