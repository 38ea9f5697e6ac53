import { readRegion } from "@chunkwright/core";
import { describe, expect, test } from "vitest";
import { Hdf5Reference } from "../src/index.ts";
import { dataset, openFixture } from "./fixtures.ts";

async function elements(name: string, path: string) {
  const source = await dataset(name, path);
  const { shape, dataType, logicalType } = source.info;
  const { data } = await readRegion(source, { start: shape.map(() => 0), shape });
  return { dataType, logicalType, data };
}

describe.each(["elements-v18", "elements-v110", "elements-v200"])("%s", (name) => {
  test("texts of variable length are strings", async () => {
    expect(await elements(name, "/text")).toMatchObject({ dataType: "string", data: ["x", "äö", ""] });
    const { data } = await elements(name, "/text_chunks");
    expect(data).toEqual(Array.from({ length: 9 }, (_, n) => `t${n}`));
  });

  test("texts of fixed length are padded with zeros", async () => {
    expect(await elements(name, "/fixed")).toEqual({
      dataType: "r40",
      logicalType: { name: "null_terminated_bytes", configuration: { length_bytes: 5 } },
      data: Uint8Array.from([97, 0, 0, 0, 0, 98, 99, 100, 0, 0]),
    });
  });

  test("sequences of numbers are their bytes, little-endian", async () => {
    const { dataType, data } = await elements(name, "/sequences");
    expect(dataType).toBe("bytes");
    expect(data).toEqual([
      Uint8Array.from([1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0]),
      new Uint8Array(0),
      Uint8Array.from([9, 0, 0, 0]),
    ]);
  });

  test("records are packed, little-endian and described as Zarr's struct", async () => {
    const { dataType, logicalType, data } = await elements(name, "/records");
    expect(dataType).toBe("r240");
    expect(logicalType?.configuration?.fields).toEqual([
      { name: "a", data_type: "int16" },
      { name: "b", data_type: "r128" },
      { name: "s", data_type: { name: "null_terminated_bytes", configuration: { length_bytes: 3 } } },
      {
        name: "n",
        data_type: {
          name: "struct",
          configuration: {
            fields: [
              { name: "x", data_type: "uint8" },
              { name: "y", data_type: "int64" },
            ],
          },
        },
      },
    ]);
    if (!(data instanceof Uint8Array)) throw new Error("No bytes");
    const second = new DataView(data.buffer, data.byteOffset + 30);
    expect(second.getInt16(0, true)).toBe(-2);
    expect([second.getFloat64(2, true), second.getFloat64(10, true)]).toEqual([2.5, 3.5]);
    expect(second.getBigInt64(22, true)).toBe(8n);
  });

  test("records with texts of variable length are JSON text", async () => {
    expect(await elements(name, "/mixed")).toMatchObject({ dataType: "string", data: ['{"k":3,"s":"hey"}'] });
  });

  test("opaque elements are raw; those that h5py tags are times", async () => {
    expect((await elements(name, "/opaque")).data).toEqual(new TextEncoder().encode("abcdefgh"));
    expect(await elements(name, "/times")).toEqual({
      dataType: "int64",
      logicalType: { name: "numpy.datetime64", configuration: { unit: "us", scale_factor: 1 } },
      data: BigInt64Array.from([1_577_836_800_000_000n]),
    });
  });

  test("references resolve to what they name", async () => {
    const file = await openFixture(name);
    const { data } = await elements(name, "/references");
    if (!(data instanceof Uint8Array)) throw new Error("No bytes");
    const first = await file.dereference(new Hdf5Reference("object", data.slice(0, 8)));
    expect(first).toMatchObject({ kind: "array", info: { dataType: "r40" } });
    expect(await file.dereference(new Hdf5Reference("object", data.slice(8)))).toMatchObject({
      kind: "group",
    });
    const { data: regions } = await elements(name, "/regions");
    if (!(regions instanceof Uint8Array)) throw new Error("No bytes");
    const region = await file.dereference(new Hdf5Reference("region", regions));
    expect(region).toMatchObject({ kind: "array", info: { dataType: "string" } });
  });

  test("chunks that are converted travel encoded", async () => {
    const source = await dataset(name, "/text");
    expect(await source.readEncodedChunk([0])).toMatchObject({
      dataType: "string",
      codecs: [{ name: "vlen-utf8" }],
    });
  });
});

test("records from the filter nbit are those that were stored plainly", async () => {
  const plain = await elements("odd-numbers-earliest", "/records");
  expect(plain.dataType).toBe("r224");
  expect(await elements("odd-numbers-earliest", "/nbit_records")).toEqual(plain);
});
