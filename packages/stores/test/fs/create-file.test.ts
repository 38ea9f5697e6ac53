import { closeSync, openSync } from "node:fs";
import { mkdir, mkdtemp, open, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { isStorageError, type LentFile } from "@chunkwright/core";
import { createFsFile, openLent } from "@chunkwright/stores/fs";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

let directory = "";
let path = "";
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "chunkwright-"));
  path = join(directory, "new", "f.tif");
});
afterEach(() => rm(directory, { recursive: true }));

test("createFsFile() creates the file under its name when it is closed, holes as zeroes", async () => {
  const file = await createFsFile(path);
  await Promise.all([file.write(5, Uint8Array.of(5, 6)), file.write(0, Uint8Array.of(1))]);
  expect(await readdir(join(directory, "new"))).not.toContain("f.tif");
  await file.close();
  expect(await readdir(join(directory, "new"))).toEqual(["f.tif"]);
  expect([...(await readFile(path))]).toEqual([1, 0, 0, 0, 0, 5, 6]);
});

test("close() waits for writes that were not awaited", async () => {
  const file = await createFsFile(path);
  const writes = Array.from({ length: 50 }, (_, i) => file.write(i * 1000, new Uint8Array(1000).fill(i)));
  await file.close();
  await Promise.all(writes);
  const bytes = await readFile(path);
  expect(bytes.byteLength).toBe(50_000);
  expect(bytes.every((byte, i) => byte === Math.floor(i / 1000))).toBe(true);
});

test("abort() keeps the older file and leaves nothing else", async () => {
  await mkdir(join(directory, "new"));
  await writeFile(path, "old");
  const file = await createFsFile(path);
  await file.write(0, Uint8Array.of(1));
  await file.abort();
  await file.abort();
  expect(await readdir(join(directory, "new"))).toEqual(["f.tif"]);
  expect(await readFile(path, "utf8")).toBe("old");
  await expect(file.close()).rejects.toThrow("it was aborted");
});

test("close() replaces the older file; abort() after it does nothing", async () => {
  await mkdir(join(directory, "new"));
  await writeFile(path, "old");
  const file = await createFsFile(path);
  await file.write(0, Uint8Array.of(65));
  await file.close();
  await file.abort();
  await file.close();
  expect(await readFile(path, "utf8")).toBe("A");
});

test("write() after close() is a store error, and a wrong offset a RangeError", async () => {
  const file = await createFsFile(path);
  for (const offset of [-1, 0.5, Number.NaN]) {
    await expect(file.write(offset, Uint8Array.of(1))).rejects.toThrow(RangeError);
  }
  await file.close();
  await expect(file.write(0, Uint8Array.of(1))).rejects.toThrow("it is closed");
});

test("an aborted signal rejects with its reason and writes nothing", async () => {
  const file = await createFsFile(path);
  await expect(file.write(0, Uint8Array.of(1), { signal: AbortSignal.abort("enough") })).rejects.toBe(
    "enough",
  );
  await file.close();
  expect((await readFile(path)).byteLength).toBe(0);
});

test("createFsFile() refuses a directory and a parent that is a file", async () => {
  await writeFile(join(directory, "file"), "x");
  const onDirectory = await createFsFile(directory).catch((error: unknown) => error);
  expect(isStorageError(onDirectory, "exists")).toBe(true);
  const inFile = await createFsFile(join(directory, "file", "x")).catch((error: unknown) => error);
  expect(isStorageError(inFile, "store")).toBe(true);
});

test("read() returns what has been written so far, and rejects beyond it and after close()", async () => {
  const file = await createFsFile(path);
  await file.write(3, Uint8Array.of(3, 4, 5));
  expect(await file.read(2, 3)).toEqual(Uint8Array.of(0, 3, 4));
  await expect(file.read(4, 3)).rejects.toMatchObject({ code: "invalid-data" });
  await file.close();
  await expect(file.read(0, 1)).rejects.toMatchObject({ code: "store" });
});

const span = { offset: 0, length: 3 };

test("lend() keeps the file open until the borrower is done", async () => {
  const file = await createFsFile(path);
  let isWritten = false;
  const lending = file.lend!(async (lent) => {
    await new Promise((resolve) => setTimeout(resolve, 30));
    openLent(lent)?.(2, Uint8Array.of(1, 2, 3));
    isWritten = true;
    return { offset: 2, length: 3 };
  });
  await file.close();
  expect(isWritten).toBe(true);
  expect(await lending).toEqual({ offset: 2, length: 3 });
  expect([...(await readFile(path))]).toEqual([0, 0, 1, 2, 3]);
  await expect(file.lend!(async () => span)).rejects.toThrow("it is closed");
});

test("abort() waits for borrowers, too", async () => {
  const file = await createFsFile(path);
  let isWritten = false;
  const lending = file.lend!(async (lent) => {
    await new Promise((resolve) => setTimeout(resolve, 30));
    openLent(lent)?.(0, Uint8Array.of(1));
    isWritten = true;
    return "refused";
  });
  await file.abort();
  expect(isWritten).toBe(true);
  expect(await lending).toBe("refused");
  expect(await readdir(join(directory, "new"))).toEqual([]);
});

test("a failed write of another thread fails the file, a failing codec does not", async () => {
  const file = await createFsFile(path);
  const codec = file.lend!(() => Promise.reject(new RangeError("no such luck")));
  await expect(codec).rejects.toThrow("no such luck");
  await file.close();
  expect(await readFile(path)).toHaveLength(0);

  const other = await createFsFile(path);
  const write = other.lend!(async (lent) => {
    const [name] = (await readdir(join(directory, "new"))).filter((entry) => entry !== "f.tif");
    const descriptor = openSync(join(directory, "new", name!), "r");
    try {
      openLent({ ...lent, descriptor })?.(0, Uint8Array.of(1));
      return span;
    } finally {
      closeSync(descriptor);
    }
  });
  const failure = { code: "store", message: `Cannot write ${path}: the file is closed (EBADF)` };
  await expect(write).rejects.toMatchObject(failure);
  await expect(other.close()).rejects.toMatchObject(failure);
  expect(await readdir(join(directory, "new"))).toEqual(["f.tif"]);
});

test("openLent() refuses another file, and a closed one", async () => {
  const [file, other] = await Promise.all([createFsFile(path), createFsFile(`${path}2`)]);
  const lent: LentFile[] = [];
  for (const lender of [file, other]) {
    await lender.lend!(async (own) => {
      lent.push(own);
      return "refused";
    });
  }
  const [own, others] = [lent[0]!, lent[1]!];
  expect(openLent(own)).toBeDefined();
  expect(openLent({ ...own, descriptor: others.descriptor })).toBeUndefined();
  expect(openLent({ ...own, descriptor: 2 ** 20 })).toBeUndefined();
  await Promise.all([file.abort(), other.abort()]);
  expect(openLent(own)).toBeUndefined();
});

test("large files are flushed while they grow, and close() rejects if that fails", async () => {
  const probe = await open(join(directory, "probe"), "w");
  const flush = vi.spyOn(Object.getPrototypeOf(probe), "datasync");
  await probe.close();
  const piece = new Uint8Array(2 ** 22).fill(7);
  const file = await createFsFile(path);
  for (let i = 0; i < 3; i += 1) await file.write(i * piece.length, piece);
  await file.close();
  expect(flush).toHaveBeenCalledTimes(1);
  expect((await readFile(path)).every((byte) => byte === 7)).toBe(true);

  flush.mockRejectedValueOnce(new Error("the disk is on fire"));
  const failing = await createFsFile(path);
  await failing.lend!(async () => ({ offset: 0, length: 2 ** 23 }));
  await expect(failing.close()).rejects.toThrow("the disk is on fire");
  expect(await readFile(path)).toHaveLength(3 * piece.length);
  flush.mockRestore();
});

test("a sink that nobody can close any more removes its file, once it does nothing more", async () => {
  setFlagsFromString("--expose-gc");
  const collectGarbage: () => void = runInNewContext("gc");
  const folder = join(directory, "new");
  let finish = () => {};
  const lend = async (): Promise<{ readonly lending: Promise<unknown> | undefined }> => {
    const sink = await createFsFile(path);
    await sink.write(0, Uint8Array.of(1));
    const lending = sink.lend?.(
      () =>
        new Promise((resolve) => {
          finish = () => resolve("refused");
        }),
    );
    return { lending };
  };
  const { lending } = await lend();
  for (let i = 0; i < 5; i += 1) {
    collectGarbage();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  expect(await readdir(folder)).toHaveLength(1);
  finish();
  await lending;
  await vi.waitFor(
    async () => {
      collectGarbage();
      expect(await readdir(folder)).toEqual([]);
    },
    { timeout: 5000, interval: 20 },
  );
});
