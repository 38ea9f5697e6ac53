import { fileOfBytes, type JsonObject } from "@chunkwright/core";
import { sampleArray } from "@chunkwright/testkit";
import h5wasm, { Dataset, File as H5wasmFile } from "h5wasm";
import { describe, expect, it } from "vitest";
import {
  createHdf5,
  type Datatype,
  type Hdf5Dataset,
  type Hdf5File,
  type Hdf5Group,
  Hdf5Reference,
  numberAttribute,
  openHdf5,
  ReferenceTo,
} from "../../src/index.ts";
import { ENUM, LARGE, RECORD, writeEveryObject } from "./every-object.ts";
import { MemoryFile } from "./memory-file.ts";
import { arrayInfo, writeSample } from "./sample.ts";

async function everyObject(reservedBytes = 0, dialect?: "netcdf4"): Promise<Hdf5File> {
  const file = new MemoryFile();
  const sink = createHdf5(file, { reservedBytes, dialect });
  await writeEveryObject(sink, dialect);
  await sink.close();
  return openHdf5(fileOfBytes(file.bytes));
}

async function groupAt(root: Hdf5Group, path: string): Promise<Hdf5Group> {
  const found = await root.open(path);
  if (found?.kind !== "group") throw new Error(`no group ${path}`);
  return found;
}

async function datasetAt(root: Hdf5Group, path: string): Promise<Hdf5Dataset> {
  const found = await root.open(path);
  if (found?.kind !== "array") throw new Error(`no dataset ${path}`);
  return found;
}

/** H5S_UNLIMITED, as far as a number can be it. */
const UNLIMITED = 2 ** 64;

/** The same file, as libhdf5 2.0 in WebAssembly opens it, which throws of what it cannot read. */
async function everyObjectInH5wasm(): Promise<H5wasmFile> {
  const file = new MemoryFile();
  const sink = createHdf5(file);
  await writeEveryObject(sink);
  await sink.close();
  const { FS, activate_throwing_error_handler: throwErrors } = await h5wasm.ready;
  throwErrors();
  FS.writeFile("objects.h5", file.bytes);
  return new H5wasmFile("objects.h5", "r");
}

describe("createHdf5()", () => {
  it("writes links, scales, large attributes and records that h5wasm reads", async () => {
    const file = await everyObjectInH5wasm();
    const dataset = (path: string): Dataset => {
      const item = file.get(path);
      if (!(item instanceof Dataset)) throw new Error(`no dataset ${path}`);
      return item;
    };
    const image = dataset("scan/image");
    const { data } = sampleArray({ dataType: "uint16", shape: [11, 13] });
    for (const path of ["scan/image", "links/soft", "links/hard", "links/later", "elsewhere/image"]) {
      expect(dataset(path).value, path).toEqual(data);
    }
    expect([0, 1].map((axis) => image.get_attached_scales(axis))).toEqual([["/scan/y"], ["/scan/x"]]);
    expect(Object.keys(image.attrs)).toEqual(expect.arrayContaining(["table", "small 39", "twice"]));
    expect(image.attrs.twice?.value).toEqual(LARGE);
    expect(dataset("growing").metadata.maxshape).toEqual([UNLIMITED, 20]);
    expect(dataset("scan/labels").metadata.enum_type?.members).toEqual({
      background: 0,
      cell: 1,
      nucleus: 2,
    });
    expect(dataset("values/records").shape).toEqual([2]);
    file.close();
  });

  it("writes soft, external and hard links", async () => {
    const { root } = await everyObject();
    const image = await datasetAt(root, "scan/image");
    const links = await (await groupAt(root, "links")).links();
    expect(links).toEqual([
      { kind: "hard", name: "above", address: root.address },
      { kind: "soft", name: "broken", path: "/nowhere" },
      { kind: "hard", name: "hard", address: image.address },
      { kind: "hard", name: "later", address: image.address },
      { kind: "soft", name: "relative", path: "hard" },
      { kind: "soft", name: "soft", path: "/scan/image" },
    ]);
    const elsewhere = await groupAt(root, "elsewhere");
    expect(await elsewhere.links()).toMatchObject([
      { kind: "external", name: "external", file: "other.h5", path: "/data" },
      { kind: "hard", name: "group" },
      { kind: "hard", name: "image", address: image.address },
      { kind: "soft", name: "soft", path: "/scan/é" },
    ]);
    expect((await groupAt(root, "links/above/elsewhere/group")).attributes).toEqual({ n: 1 });
  });

  it.each([0, 2 ** 22])("writes references to what is there when the file is complete", async (reserved) => {
    const file = await everyObject(reserved);
    const image = await datasetAt(file.root, "scan/image");
    for (const name of ["object", "region"]) {
      const [reference] = (await file.root.typedAttributes.get(name)?.values()) ?? [];
      if (!(reference instanceof Hdf5Reference)) throw new Error(`${name} is no reference`);
      expect((await file.dereference(reference))?.address).toBe(image.address);
    }
  });

  it("writes attributes and datasets of any datatype", async () => {
    const { root } = await everyObject();
    const record = {
      name: "first",
      box: [
        [1, 2, 3, 4],
        [5, 6, 7, 8],
      ],
      kind: 1,
    };
    expect(root.attributes).toMatchObject({
      kind: 2,
      record: [record],
      texts: [["a", "bc"], [], ["ö"]],
      null: null,
    });
    expect(root.typedAttributes.get("record")?.datatype).toEqual(RECORD);
    expect(root.typedAttributes.get("empty")?.shape).toEqual([0, 3]);
    const records = await datasetAt(root, "values/records");
    expect(records.datatype).toEqual(RECORD);
    const { data } = (await records.readChunk([0]))!;
    expect((data as string[]).map((text) => JSON.parse(text) as JsonObject)).toMatchObject([
      record,
      { name: "second", of: "0x0000000000000000" },
    ]);
  });

  it("keeps the datatype that was chosen for elements, committed or not", async () => {
    const { root } = await everyObject();
    const labels = await datasetAt(root, "scan/labels");
    expect([labels.datatype, labels.info.dataType]).toEqual([ENUM, "uint8"]);
    expect(await root.open("types/kind")).toBeUndefined();
  });

  it("writes attributes of any size", async () => {
    const { root } = await everyObject();
    for (const object of [await groupAt(root, "large"), await datasetAt(root, "scan/image")]) {
      const table = object.typedAttributes.get("table");
      expect(table?.shape).toEqual([100, 200]);
      expect(await table?.values()).toEqual([...LARGE]);
      expect((await object.typedAttributes.get("small 39")?.values()) ?? []).toEqual([39]);
    }
  });

  it("attaches arrays that are named as an axis to the axes of that name and length", async () => {
    const { root } = await everyObject();
    const image = await datasetAt(root, "scan/image");
    expect(image.info.dimensionNames).toEqual(["y", "x"]);
    expect((await datasetAt(root, "scan/x")).info.dimensionNames).toEqual(["x"]);
    expect((await datasetAt(root, "scan/deeper/image")).info.dimensionNames).toEqual(["y", "z"]);
    expect((await datasetAt(root, "scan/labels")).info.dimensionNames).toEqual(["y", null]);
    expect((await datasetAt(root, "scan/x")).info.attributes).toEqual({});
    expect([...image.typedAttributes.keys()]).toContain("DIMENSION_LIST");
  });

  it("attaches what grows without limit to axes that do, however long", async () => {
    const file = new MemoryFile();
    const sink = createHdf5(file);
    const named = (length: number, maxLength?: number) => ({
      info: arrayInfo("uint8", { shape: [length, 4], chunkShape: [2, 4], dimensionNames: ["t", "x"] }),
      choices: { maxShape: [maxLength, 4] },
    });
    const time = arrayInfo("uint8", { shape: [2], chunkShape: [2], dimensionNames: ["t"] });
    await writeSample(await sink.createArray("t", time, { maxShape: [undefined] }));
    for (const [name, { info, choices }] of Object.entries({ a: named(7), b: named(7, 9), c: named(0) })) {
      await writeSample(await sink.createArray(name, info, choices));
    }
    await sink.close();
    const { root } = await openHdf5(fileOfBytes(file.bytes));
    const scales = await Promise.all(
      ["a", "b", "c"].map(async (name) => {
        const attribute = (await datasetAt(root, name)).typedAttributes.get("DIMENSION_LIST");
        return (await attribute?.values())?.map((list) => (list as readonly unknown[]).length);
      }),
    );
    expect(scales).toEqual([[1, 0], undefined, [1, 0]]);
  });

  it("gives every axis a dimension in netCDF-4", async () => {
    const { root } = await everyObject(0, "netcdf4");
    expect((await datasetAt(root, "scan/deeper/image")).info.dimensionNames).toEqual(["y", "z"]);
    expect((await datasetAt(root, "scan/labels")).info.dimensionNames).toEqual(["y", "dimension_13"]);
    expect((await datasetAt(root, "scan/deeper/z")).info.shape).toEqual([13]);
    expect((await datasetAt(root, "square")).info.dimensionNames).toEqual(["dimension_4", "dimension_4_1"]);
  });

  it.each([
    ["int16", [-99], -99],
    ["float32", "AAAAAICHw8A=", -9999],
    ["int64", [-(2 ** 63)], -(2n ** 63n)],
    ["uint8", "no number", undefined],
    ["uint16", [65536], undefined],
    ["uint32", -1, undefined],
    ["string", [1], undefined],
  ] as const)(
    "writes the missing value of %s elements, %j, as netCDF does",
    async (dataType, stated, value) => {
      const file = new MemoryFile();
      const sink = createHdf5(file);
      const codecs = dataType === "string" ? { codecs: [{ name: "vlen-utf8" }] } : {};
      const info = arrayInfo(dataType, { ...codecs, attributes: { _FillValue: stated } });
      await writeSample(await sink.createArray("a", info));
      await sink.close();
      const { typedAttributes, datatype } = await datasetAt(
        (await openHdf5(fileOfBytes(file.bytes))).root,
        "a",
      );
      const missing = typedAttributes.get("_FillValue");
      if (value === undefined) expect(missing?.datatype).not.toEqual(datatype);
      else
        expect([missing?.datatype, missing?.shape, await missing?.values()]).toEqual([
          datatype,
          [1],
          [value],
        ]);
    },
  );

  it("lets chunked datasets grow", async () => {
    const { root } = await everyObject();
    expect((await datasetAt(root, "growing")).maxShape).toEqual([undefined, 20]);
  });

  it("refuses links and references that lead nowhere, and values that are not of their datatype", async () => {
    const reference: Datatype = { class: "reference", byteLength: 8, kind: "object" };
    const refused = async (value: Parameters<ReturnType<typeof createHdf5>["setAttribute"]>[2]) => {
      const sink = createHdf5(new MemoryFile());
      sink.setAttribute("", "a", value);
      await sink.close();
    };
    const missing = { datatype: reference, shape: [], values: [new ReferenceTo("missing")] };
    await expect(refused(missing)).rejects.toThrow(
      /^Cannot refer to missing: nothing has been created there$/,
    );
    await expect(refused({ datatype: ENUM, shape: [], values: ["dog"] })).rejects.toThrow(TypeError);
    await expect(refused({ datatype: RECORD, shape: [], values: [[1]] })).rejects.toThrow(
      /^Cannot write a list as compound of 33 bytes$/,
    );
    const looped = createHdf5(new MemoryFile());
    looped.createLink("a", { kind: "hard", path: "b" });
    looped.createLink("b", { kind: "hard", path: "a" });
    await expect(looped.close()).rejects.toThrow(/^Cannot link a to b: nothing is there$/);
    const sink = createHdf5(new MemoryFile());
    const values = { datatype: ENUM, shape: [3], values: [1], attributes: {} };
    expect(() => sink.createValues("a", values)).toThrow(RangeError);
    await expect(sink.createArray("a", arrayInfo("uint16"), { datatype: ENUM })).rejects.toThrow(RangeError);
    const shrinking = sink.createArray("a", arrayInfo("uint16"), { maxShape: [5, 5] });
    await expect(shrinking).rejects.toThrow(/cannot grow to \[5,5\]/);
    sink.commitDatatype("type", ENUM);
    expect(() => sink.createLink("type/a", { kind: "soft", path: "a" })).toThrow(/type is a datatype$/);
  });

  it("closes after a failure has been mended", async () => {
    const sink = createHdf5(new MemoryFile(), { dialect: "netcdf4" });
    const array = await sink.createArray("a", arrayInfo("uint16", { dimensionNames: ["y", "x"] }));
    sink.createLink("b", { kind: "hard", path: "c" });
    await writeSample(array);
    await expect(sink.close()).rejects.toThrow(RangeError);
    sink.setAttribute("c", "n", numberAttribute("int8", Int8Array.of(1)));
    await sink.close();
  });
});
