import { type Bytes, fileOfBytes } from "@chunkwright/core";
import { describe, expect, test } from "vitest";
import { isHdf5, openHdf5 } from "../../src/index.ts";
import { fixture, openFixture } from "../fixtures.ts";

test.each([
  ["links-earliest", 0],
  ["links-v18", 2],
  ["links-v110", 3],
])("%s has superblock version %i", async (name, version) => {
  expect((await openFixture(name)).superblockVersion).toBe(version);
});

test("a user block of any length may come first", async () => {
  const bytes = fixture("links-earliest");
  const behind = new Uint8Array(4096 + bytes.byteLength);
  behind.set(bytes, 4096);
  expect(await isHdf5(fileOfBytes(behind))).toBe(true);
  const { root } = await openHdf5(fileOfBytes(behind));
  expect(await root.open("group/data")).toMatchObject({ kind: "array" });
});

describe("what is no HDF5 file", () => {
  const rejected = async (bytes: Bytes) => {
    expect(await isHdf5(fileOfBytes(bytes))).toBe(false);
    await expect(openHdf5(fileOfBytes(bytes))).rejects.toMatchObject({ code: "invalid-data" });
  };

  test("an empty file", () => rejected(new Uint8Array(0)));
  test("zeros", () => rejected(new Uint8Array(5000)));
  test("a superblock where none may be", () => {
    const bytes = new Uint8Array(4000);
    bytes.set(fixture("links-earliest").subarray(0, 800), 700);
    return rejected(bytes);
  });
});

test("a superblock with a wrong checksum is rejected", async () => {
  const bytes = fixture("links-v110");
  bytes[20] = 1;
  await expect(openHdf5(fileOfBytes(bytes))).rejects.toThrow("the superblock: its checksum is");
});

test("a file left open for writing is read", async () => {
  const bytes = fixture("links-earliest");
  bytes[20] = 3;
  const { root } = await openHdf5(fileOfBytes(bytes));
  expect(await root.open("group/data")).toMatchObject({ kind: "array" });
});
