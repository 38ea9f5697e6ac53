import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Bytes, fileOfBytes, readRegion } from "@chunkwright/core";
import { describe, expect, test } from "vitest";
import { type OpenHdf5Options, openHdf5 } from "../../src/index.ts";
import { fixture } from "../fixtures.ts";

const FOLDER = join(import.meta.dirname, "../fixtures/members");
const MEMBERS: ReadonlyMap<string, Bytes> = new Map(
  readdirSync(FOLDER).map((name) => [name, new Uint8Array(readFileSync(join(FOLDER, name)))]),
);

/** Opens `first`, by another name if one is given, beside all members but those that are to be others. */
async function open(
  first: string,
  { name = first, ...others }: { readonly name?: string; readonly [member: string]: unknown } = {},
) {
  const files = new Map<string, unknown>([...MEMBERS, ...Object.entries(others)]);
  const openSibling: OpenHdf5Options["openSibling"] = async (member) => {
    const bytes = files.get(member);
    return bytes instanceof Uint8Array ? fileOfBytes(new Uint8Array(bytes)) : undefined;
  };
  return openHdf5(fileOfBytes(MEMBERS.get(first)!), { name, openSibling });
}

const NUMBERS = Uint16Array.from({ length: 600 }, (_, n) => n);
const FIRST = [
  "family-earliest-00.h5",
  "family-latest-00.h5",
  "split-earliest-m.h5",
  "split-latest-m.h5",
  "multi-earliest-s.h5",
  "multi-latest-s.h5",
];

describe("several files as one", () => {
  test.each(FIRST)("are read from %s on", async (first) => {
    const { root, fileNames } = await open(first);
    expect(fileNames[0]).toBe(first);
    for (const path of ["group/numbers", "group/chunks"]) {
      const array = await root.open(path);
      if (array?.kind !== "array") throw new Error(`No array ${path}`);
      expect((await readRegion(array, { start: [0, 0], shape: [20, 30] })).data).toEqual(NUMBERS);
      // Chunks may lie across two files.
      expect("locateChunk" in array).toBe(false);
    }
  });

  test("are named in the order of their addresses", async () => {
    const names = async (first: string) => (await open(first)).fileNames;
    expect(await names("family-latest-00.h5")).toEqual(
      [0, 1, 2].map((number) => `family-latest-0${number}.h5`),
    );
    expect(await names("multi-earliest-s.h5")).toEqual(
      ["s", "b", "r", "g", "l", "o"].map((letter) => `multi-earliest-${letter}.h5`),
    );
  });

  test("may be named by the pattern of a family", async () => {
    const { fileNames } = await open("family-latest-00.h5", { name: "family-latest-%02d.h5" });
    expect(fileNames).toHaveLength(3);
  });

  test("may be a family of HDF5 1.6, which notes nothing of it", async () => {
    const bytes = new Uint8Array(MEMBERS.get("family-earliest-00.h5")!);
    bytes.fill(0xff, 48, 56);
    for (const name of ["family-earliest-00.h5", "family-earliest-%02d.h5"]) {
      const openSibling = async (member: string) =>
        MEMBERS.has(member) ? fileOfBytes(MEMBERS.get(member)!) : undefined;
      const { fileNames } = await openHdf5(fileOfBytes(bytes), { name, openSibling });
      expect(fileNames).toHaveLength(4);
    }
  });
});

test("a file alone may have a name like a pattern", async () => {
  const bytes = fixture("links-v110");
  const { fileNames, root } = await openHdf5(fileOfBytes(bytes), { name: "my%20data.h5" });
  expect(fileNames).toEqual(["my%20data.h5"]);
  const data = await root.open("group/data");
  expect(data && "locateChunk" in data).toBe(true);
});

describe("several files that are not all there", () => {
  const short = new Uint8Array(100);

  test.each([
    [
      "family-latest-00.h5",
      { "family-latest-02.h5": undefined },
      "family-latest-02.h5, which belongs to it, is missing",
    ],
    [
      "family-latest-00.h5",
      { "family-latest-01.h5": undefined },
      "family-latest-01.h5, which belongs to it, is missing",
    ],
    [
      "family-latest-00.h5",
      { "family-latest-01.h5": short },
      "family-latest-01.h5: it has 100 bytes of the 2048",
    ],
    ["family-latest-00.h5", { name: "renamed.h5" }, "its name has no number 0"],
    [
      "split-latest-m.h5",
      { "split-latest-r.h5": undefined },
      "split-latest-r.h5, which belongs to it, is missing",
    ],
    ["split-latest-m.h5", { "split-latest-r.h5": short }, "split-latest-r.h5: it has 100 bytes of the 2400"],
    ["multi-latest-s.h5", { "multi-latest-r.h5": short }, "multi-latest-r.h5: it has 100 bytes of the 2400"],
    [
      "multi-latest-s.h5",
      { "multi-latest-o.h5": undefined },
      "multi-latest-o.h5, which belongs to it, is missing",
    ],
    ["split-latest-m.h5", { name: "renamed.h5" }, "it is not called %s-m.h5"],
  ])("%s with %j is refused", async (first, others, message) => {
    await expect(open(first, others)).rejects.toMatchObject({
      code: "invalid-data",
      message: expect.stringContaining(message),
    });
  });

  test.each(FIRST)("%s alone is refused where no other files may be opened", async (first) => {
    await expect(openHdf5(fileOfBytes(MEMBERS.get(first)!), { name: first })).rejects.toMatchObject({
      code: "unsupported",
      context: { feature: "files of the multi, split and family drivers" },
    });
  });

  test("a driver that nobody knows is refused by its name", async () => {
    const bytes = new Uint8Array(MEMBERS.get("family-earliest-00.h5")!);
    bytes.set(new TextEncoder().encode("NCSAnone"), 104);
    await expect(openHdf5(fileOfBytes(bytes))).rejects.toThrow('driver "NCSAnone" wrote it');
  });
});
