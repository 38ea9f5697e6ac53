import { describe, expect, test } from "vitest";
import { Hdf5Reference, type OpenHdf5Options } from "../../src/index.ts";
import { openFixture } from "../fixtures.ts";

const REFERENCE_BYTES = 18;

async function openReferences(options?: OpenHdf5Options) {
  const file = await openFixture("references", options);
  const data = await file.root.open("references");
  if (data?.kind !== "array") throw new Error("No references");
  const chunk = await data.readChunk([0]);
  if (!(chunk?.data instanceof Uint8Array)) throw new Error("No bytes");
  const { data: bytes } = chunk;
  const references = Array.from({ length: 6 }, (_, n) => {
    return new Hdf5Reference("object2", bytes.slice(n * REFERENCE_BYTES, (n + 1) * REFERENCE_BYTES));
  });
  return { file, references };
}

describe("references of HDF5 1.12", () => {
  test.each([
    [0, { path: "/group/data" }],
    [1, { path: "/group" }],
    [
      2,
      {
        path: "/group/data",
        selection: {
          kind: "hyperslab",
          axes: [
            { start: 2, stride: 2, count: 4, block: 1 },
            { start: 3, stride: 5, count: 2, block: 2 },
          ],
        },
      },
    ],
    [
      3,
      {
        path: "/group/data",
        selection: {
          kind: "points",
          points: [
            [1, 2],
            [0, 4],
          ],
        },
      },
    ],
    [4, { path: "/group/data", attribute: "unit" }],
  ])("number %i says all that it was made of", async (n, expected) => {
    const { file, references } = await openReferences();
    expect(await file.resolveReference(references[n]!)).toEqual(expected);
  });

  test("lead to the object", async () => {
    const { file, references } = await openReferences();
    for (const n of [0, 2, 3, 4]) {
      expect(await file.dereference(references[n]!)).toMatchObject({ info: { shape: [11, 13] } });
    }
    expect(await file.dereference(references[1]!)).toMatchObject({ kind: "group" });
  });

  test("into other files are followed where that is allowed", async () => {
    const { file, references } = await openReferences();
    await expect(file.dereference(references[5]!)).rejects.toThrow("opening other files was not allowed");
    const names: string[] = [];
    const openSibling = async (name: string) => {
      names.push(name);
      return undefined;
    };
    const allowed = await openReferences({ openSibling });
    expect(await allowed.file.dereference(references[5]!)).toBeUndefined();
    expect(names.map((name) => name.slice(-"elsewhere.h5".length))).toEqual(["elsewhere.h5"]);
  });

  test("that were never written refer to nothing", async () => {
    const { file } = await openReferences();
    const never = new Hdf5Reference("object2", new Uint8Array(REFERENCE_BYTES));
    await expect(file.dereference(never)).rejects.toMatchObject({ code: "not-found" });
  });
});

test("older references to regions are resolved to their selection", async () => {
  const file = await openFixture("elements-v110");
  const regions = await file.root.open("regions");
  const chunk = regions?.kind === "array" ? await regions.readChunk([0]) : undefined;
  if (!(chunk?.data instanceof Uint8Array)) throw new Error("No bytes");
  expect(await file.resolveReference(new Hdf5Reference("region", chunk.data.slice()))).toEqual({
    path: "/text",
    selection: { kind: "hyperslab", axes: [{ start: 0, stride: 1, count: 1, block: 2 }] },
  });
});
