import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Bytes, fileOfBytes, isLocated, readRegion } from "@chunkwright/core";
import { expect, test } from "vitest";
import { openHdf5 } from "../../src/index.ts";

const FILE = new Uint8Array(readFileSync(join(import.meta.dirname, "../fixtures", "external.hdf5")));

function numbers(from: number, to: number, padding = 0): Bytes {
  const bytes = new Uint8Array(padding + 4 * (to - from));
  bytes.set(new Uint8Array(Int32Array.from({ length: to - from }, (_, n) => from + n).buffer), padding);
  return bytes;
}

async function readData(files: Readonly<Record<string, Bytes>> | undefined) {
  const openSibling = async (name: string) => files?.[name] && fileOfBytes(files[name]);
  const file = await openHdf5(fileOfBytes(FILE), files ? { openSibling } : {});
  const data = await file.root.open("data");
  if (data?.kind !== "array") throw new Error("No dataset");
  expect(isLocated(data)).toBe(false);
  return (await readRegion(data, { start: [0, 0], shape: [15, 10] })).data;
}

test("elements in other files are read across their ends", async () => {
  const data = await readData({ "first.bin": numbers(0, 100), "second.bin": numbers(100, 150, 4) });
  expect(data).toEqual(Int32Array.from({ length: 150 }, (_, n) => n));
});

test("what a file is too short for is 0", async () => {
  const data = await readData({ "first.bin": numbers(0, 90), "second.bin": numbers(100, 150, 4) });
  expect(data[89]).toBe(89);
  expect(data[90]).toBe(0);
  expect(data[100]).toBe(100);
});

test("other files are not opened unless that is allowed, and must be there", async () => {
  await expect(readData(undefined)).rejects.toMatchObject({ code: "unsupported" });
  await expect(readData({ "first.bin": numbers(0, 100) })).rejects.toThrow(
    "second.bin: there is no such file",
  );
});
