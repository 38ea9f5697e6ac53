import { describe, expect, test } from "vitest";
import { Hdf5Reference } from "../src/index.ts";
import { dataset, openFixture } from "./fixtures.ts";

describe.each(["attributes-v18", "attributes-v110", "attributes-v200"])("%s", (name) => {
  test("attributes are JSON, what JSON lacks in Zarr's spelling", async () => {
    const { attributes } = (await dataset(name, "/data")).info;
    expect(attributes).toMatchObject({
      text: "grün",
      texts: ["a", "bc"],
      fixed: "fixed",
      matrix: [
        [0, 1, 2],
        [3, 4, 5],
      ],
      long: 2n ** 62n,
      nan: "NaN",
      bool: true,
      complex: { r: 1, i: 2 },
      empty: null,
      record: { a: 1, b: 2.5 },
      sequences: [[1, 2], [3]],
    });
  });

  test("typed attributes keep what JSON lacks", async () => {
    const file = await openFixture(name);
    const { typedAttributes } = await dataset(name, "/data");
    expect(typedAttributes.get("matrix")).toMatchObject({
      shape: [2, 3],
      datatype: { class: "integer", byteLength: 2, endian: "big", isSigned: true },
    });
    expect(await typedAttributes.get("long")?.values()).toEqual([2n ** 62n]);
    expect(await typedAttributes.get("nan")?.values()).toEqual([Number.NaN]);
    expect(typedAttributes.get("empty")).toMatchObject({ shape: undefined });
    const [reference] = (await typedAttributes.get("reference")?.values()) ?? [];
    if (!(reference instanceof Hdf5Reference)) throw new Error("No reference");
    expect(await file.dereference(reference)).toMatchObject({ kind: "array", info: { dataType: "int8" } });
  });
});

test("attributes in a heap are all there, in the order of their creation", async () => {
  const { attributes } = (await dataset("dense-attributes", "/data")).info;
  const names = Array.from({ length: 20 }, (_, n) => `a${n}`);
  expect(Object.keys(attributes)).toEqual([...names, "large"]);
  expect(attributes.a17).toBe(17);
  expect(attributes.large).toHaveLength(700);
});

test.each(["shared-messages-0", "shared-messages-1"])("%s: shared attributes are read", async (name) => {
  const { attributes } = (await dataset(name, "/data2")).info;
  expect(attributes).toMatchObject({ text: "the same on all of them", a0: [0, 1, 2, 3], a9: [1, 2, 3, 4] });
});

test("dimension scales and labels name the axes", async () => {
  const data = await dataset("scales-earliest", "/data");
  expect(data.info.dimensionNames).toEqual(["along", "y", "labelled"]);
  expect((await dataset("scales-earliest", "/x")).info.dimensionNames).toEqual(["x"]);
});

test("texts are found in heaps whose lengths have 4 bytes", async () => {
  expect((await dataset("sizes-4", "/data")).info.attributes).toMatchObject({ text: ["a", "b"] });
});
