import { describe, expect, it } from "vitest";
import { fileOfBytes, fileStore, openFile, type ReadableStore } from "../src/index.ts";

const stored = new Uint8Array([1, 2, 3, 4]);
const store = (answer: Uint8Array<ArrayBuffer> | undefined): ReadableStore => ({
  get: async () => stored,
  getRange: async () => answer,
  size: async (key) => (key === "here" ? 4 : undefined),
});

describe("openFile()", () => {
  it("is undefined for an absent key", async () => {
    expect(await openFile(store(stored), "gone")).toBeUndefined();
  });

  it("reads exactly the bytes requested, or fails", async () => {
    const file = await openFile(store(new Uint8Array([2, 3])), "here");
    expect([...(await file!.read(1, 2))]).toEqual([2, 3]);
    await expect(file!.read(1, 3)).rejects.toMatchObject({ code: "invalid-data" });
    await expect(file!.read(3, 2)).rejects.toMatchObject({ code: "invalid-data" });
    await expect(file!.read(-1, 2)).rejects.toMatchObject({ code: "invalid-data" });
    await expect(file!.read(Number.NaN, 2)).rejects.toMatchObject({ code: "invalid-data" });
  });

  it("has the origin of the value, and its size from there", async () => {
    const origin = { kind: "file", path: "/here", size: 3, version: "1" } as const;
    const local: ReadableStore = {
      ...store(stored),
      size: () => Promise.reject(new Error("asked twice")),
      originOf: async (key) => (key === "here" ? origin : undefined),
    };
    expect(await openFile(local, "here")).toMatchObject({ size: 3, origin });
    expect(await openFile(local, "gone")).toBeUndefined();
  });

  it("rejects when the value has been deleted", async () => {
    const file = await openFile(store(undefined), "here");
    await expect(file!.read(0, 1)).rejects.toMatchObject({ code: "not-found" });
  });
});

describe("fileOfBytes()", () => {
  it("returns copies and refuses to read past the end", async () => {
    const file = fileOfBytes(stored);
    const read = await file.read(0, 4);
    expect(read.buffer).not.toBe(stored.buffer);
    await expect(file.read(2, 3)).rejects.toMatchObject({ code: "invalid-data" });
  });
});

describe("fileStore()", () => {
  it("reads ranges and suffixes of the file under any key", async () => {
    const store = fileStore(fileOfBytes(stored));
    expect([...(await store.get("a"))!]).toEqual([1, 2, 3, 4]);
    expect([...(await store.getRange("a", { offset: 1, length: 2 }))!]).toEqual([2, 3]);
    expect([...(await store.getRange("b", { suffixLength: 1 }))!]).toEqual([4]);
    expect(await store.getRange("b", { suffixLength: 9 })).toHaveLength(4);
    expect(await store.size("")).toBe(4);
    await expect(store.getRange("a", { offset: 3, length: 2 })).rejects.toMatchObject({
      code: "invalid-data",
    });
  });
});

it("openFile() and fileStore() forward release() where there is one", async () => {
  const released: unknown[] = [];
  const release = (bytes: unknown) => released.push(bytes);
  const file = await openFile({ ...store(stored), release }, "here");
  fileStore(file!).release?.(stored);
  expect(released).toEqual([stored]);
  expect(fileStore(fileOfBytes(stored))).not.toHaveProperty("release");
});
