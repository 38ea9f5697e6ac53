import { execFileSync } from "node:child_process";
import { mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isStorageError } from "@chunkwright/core";
import { openFsFile } from "@chunkwright/stores/fs";
import { expectBytes, seededRandom } from "@chunkwright/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";

const VALUE = seededRandom(7).bytes(10_000);

let directory = "";
let path = "";
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "chunkwright-"));
  path = join(directory, "f.tif");
  await writeFile(path, VALUE);
});
afterEach(() => rm(directory, { recursive: true }));

async function codeOf(promise: Promise<unknown>): Promise<unknown> {
  const error = await promise.catch((reason: unknown) => reason);
  return isStorageError(error) ? error.code : error;
}

test("openFsFile() reads at any offset, many at a time", async () => {
  const file = await openFsFile(path);
  expect(file.size).toBe(10_000);
  const offsets = Array.from({ length: 100 }, (_, i) => i * 99);
  const parts = await Promise.all(offsets.map((offset) => file.read(offset, 50)));
  for (const [i, offset] of offsets.entries()) expectBytes(parts[i], VALUE.slice(offset, offset + 50));
  expectBytes(await file.read(10_000, 0), new Uint8Array(0));
  await file.close();
});

test("read() rejects with invalid-data beyond the end", async () => {
  const file = await openFsFile(path);
  for (const [offset, length] of [
    [9999, 2],
    [10_001, 0],
    [-1, 1],
    [0, 1.5],
    [0, 2 ** 52],
    [Number.NaN, 1],
  ] as const) {
    expect(await codeOf(file.read(offset, length)), `${offset}, ${length}`).toBe("invalid-data");
  }
  await file.close();
});

test("reading a file that has shrunk fails, and returns no zeroes", async () => {
  const file = await openFsFile(path);
  await truncate(path, 5000);
  expect(await codeOf(file.read(4990, 20))).toBe("invalid-data");
  expect(await codeOf(file.read(8000, 20))).toBe("invalid-data");
  expectBytes(await file.read(4990, 10), VALUE.slice(4990, 5000));
  await file.close();
});

test("reading a closed file is a store error; closing twice is harmless", async () => {
  const file = await openFsFile(path);
  await file.close();
  await file.close();
  expect(await codeOf(file.read(0, 1))).toBe("store");
});

test("openFsFile() rejects with not-found for an absent file, a directory or a pipe", async () => {
  // Windows has no pipes in folders.
  if (process.platform !== "win32") execFileSync("mkfifo", [join(directory, "pipe")]);
  for (const name of ["x", "x/y", "f.tif/x", "", "pipe"]) {
    expect(await codeOf(openFsFile(join(directory, name))), name).toBe("not-found");
  }
});

test("an aborted signal rejects with its reason", async () => {
  const file = await openFsFile(path);
  expect(await codeOf(file.read(0, 1, { signal: AbortSignal.abort("enough") }))).toBe("enough");
  await file.close();
});

test("transient bytes are read into released memory, others never", async () => {
  const file = await openFsFile(path);
  const first = await file.read(0, 8000, { isTransient: true });
  const { buffer } = first;
  file.release?.(first);
  const own = await file.read(1000, 8000);
  expect(own.buffer).not.toBe(buffer);
  const second = await file.read(2000, 7000, { isTransient: true });
  expect(second.buffer).toBe(buffer);
  expectBytes(second, VALUE.slice(2000, 9000));
  expectBytes(own, VALUE.slice(1000, 9000));
  await file.close();
});

test("openFsFile() distinguishes absent files from others", async () => {
  await expect(openFsFile(directory)).rejects.toThrow(/: it is not a regular file$/);
  await expect(openFsFile(`${path}.gone`)).rejects.toThrow(/: there is no such file$/);
});
