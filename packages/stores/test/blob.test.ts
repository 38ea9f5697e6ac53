import { openAsBlob } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as module from "@chunkwright/stores/blob";
import { openBlob } from "@chunkwright/stores/blob";
import { openZip } from "@chunkwright/stores/zip";
import { testListableStore } from "@chunkwright/testkit";
import { describe, expect, test } from "vitest";
import { zipOf } from "./zip/zip-of.ts";

const TEN = Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);

testListableStore("openZip() of a blob", async (entries) => ({
  store: await openZip(openBlob(new Blob([await zipOf(entries)]))),
}));

test("the module exports its public names alone", () => {
  expect(Object.keys(module)).toEqual(["openBlob"]);
});

describe("openBlob()", () => {
  test("reads exactly the bytes asked for, of a slice too", async () => {
    const file = openBlob(new Blob([TEN.slice(0, 4), TEN.slice(4)]).slice(1, 9));
    expect(file.size).toBe(8);
    expect(await file.read(2, 3)).toEqual(TEN.slice(3, 6));
    expect(await file.read(0, 8)).toEqual(TEN.slice(1, 9));
    expect(await file.read(8, 0)).toEqual(new Uint8Array(0));
  });

  test("rejects ranges beyond the end or without sense, with the file's name", async () => {
    const file = openBlob(new File([TEN], "ten.tif"));
    for (const [offset, length] of [
      [0, 11],
      [10, 1],
      [-1, 1],
      [0, -1],
      [0.5, 1],
    ] as const) {
      await expect(file.read(offset, length)).rejects.toMatchObject({
        code: "invalid-data",
        message: expect.stringContaining("ten.tif"),
      });
    }
  });

  test("rejects with the reason of an aborted signal", async () => {
    const signal = AbortSignal.abort("enough");
    await expect(openBlob(new Blob([TEN])).read(0, 1, { signal })).rejects.toBe("enough");
  });

  test("says when the file has changed since it was picked", async () => {
    const folder = await mkdtemp(join(tmpdir(), "blob-"));
    try {
      const path = join(folder, "a.bin");
      await writeFile(path, TEN);
      const file = openBlob(await openAsBlob(path), "a.bin");
      await writeFile(path, "other");
      await expect(file.read(0, 10)).rejects.toMatchObject({
        code: "store",
        message: expect.stringContaining("Cannot read 10 bytes at 0 of a.bin: "),
      });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

test("openBlob() throws a TypeError unless given a blob", () => {
  expect(() => openBlob("a.tif" as never)).toThrow("Cannot open a blob: the argument is not a Blob or File");
});
