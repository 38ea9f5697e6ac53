import {
  type ChunkSource,
  chunkIndices,
  fileOfBytes,
  type Group,
  gridShape,
  type JsonObject,
  readRegion,
} from "@chunkwright/core";
import { describe, expect, it } from "vitest";
import type { Datatype } from "../../src/index.ts";
import {
  createHdf5,
  type Hdf5File,
  type Hdf5Group,
  Hdf5Reference,
  type Hdf5Sink,
  NOTES_NAME,
  type NoteTaker,
  noteTaker,
  openHdf5,
  ReferenceTo,
  type Selection,
} from "../../src/index.ts";
import { integer } from "../../src/write/type/datatypes.ts";
import { ENUM, writeEveryObject } from "./every-object.ts";
import { MemoryFile } from "./memory-file.ts";
import { arrayInfo, writeSample } from "./sample.ts";

async function written(write: (sink: Hdf5Sink) => Promise<void>): Promise<Hdf5File> {
  const file = new MemoryFile();
  const sink = createHdf5(file);
  await write(sink);
  await sink.close();
  return openHdf5(fileOfBytes(file.bytes));
}

/** As any format would copy it: groups, arrays and JSON, in which the notes are. */
async function copy(
  node: Group | ChunkSource,
  take: NoteTaker,
  sink: Hdf5Sink,
  change: (notes: JsonObject) => JsonObject = (notes) => notes,
  path = "",
): Promise<void> {
  const notes = await take(node);
  const noted = JSON.parse(JSON.stringify(notes ? { [NOTES_NAME]: change(notes) } : {})) as JsonObject;
  if (node.kind === "group") {
    await sink.createGroup(path, { ...node.attributes, ...noted });
    for await (const name of node.list?.() ?? []) {
      const child = await node.open(name);
      if (child) await copy(child, take, sink, change, path === "" ? name : `${path}/${name}`);
    }
    return;
  }
  const { info } = node;
  const array = await sink.createArray(path, { ...info, attributes: { ...info.attributes, ...noted } });
  for (const index of chunkIndices(gridShape(info))) {
    const chunk = await node.readChunk(index);
    if (chunk) await array.writeChunk(index, chunk);
  }
  await array.close();
}

describe("notes of HDF5", () => {
  it("make a copy say the same of links, references, datatypes and growth", async () => {
    const source = await written(writeEveryObject);
    const { root } = await written((sink) => copy(source.root, noteTaker(source), sink));
    const linksOf = async (file: Hdf5Group, path: string) => {
      const group = await file.open(path);
      if (group?.kind !== "group") throw new Error(`no group ${path}`);
      return (await group.links()).map(({ name, kind }) => [name, kind]);
    };
    for (const path of ["links", "elsewhere"]) {
      expect(await linksOf(root, path)).toEqual(await linksOf(source.root, path));
    }
    const images = await Promise.all(
      ["scan/image", "links/hard", "links/soft"].map((path) => root.open(path)),
    );
    expect(new Set(images.map((image) => image?.address)).size).toBe(1);
    for (const name of ["kind", "object", "region", "record", "texts", "null", "empty"]) {
      const [a, b] = [source.root, root].map(({ typedAttributes }) => typedAttributes.get(name));
      expect(b?.datatype, name).toEqual(a?.datatype);
      expect(b?.shape, name).toEqual(a?.shape);
    }
    const [records, labels, growing] = await Promise.all(
      ["values/records", "scan/labels", "growing"].map((path) => root.open(path)),
    );
    // Text of JSON has lost what they refer to.
    expect(records).toMatchObject({ datatype: { class: "vlen-string" } });
    expect(labels).toMatchObject({ datatype: ENUM });
    expect(growing).toMatchObject({ maxShape: [undefined, 20] });
  });

  it("resolve references to where objects are in the copy", async () => {
    const source = await written(writeEveryObject);
    const file = await written((sink) => copy(source.root, noteTaker(source), sink));
    const regions = await file.root.open("values/regions");
    if (regions?.kind !== "array") throw new Error("no regions");
    const bytes = (await regions.readChunk([0, 0]))!.data as Uint8Array<ArrayBuffer>;
    const { path, selection } = await file.resolveReference(new Hdf5Reference("region", bytes));
    expect(path).toMatch(/image$/);
    expect(selection).toMatchObject({
      kind: "hyperslab",
      axes: [
        { start: 2, block: 4 },
        { start: 3, block: 5 },
      ],
    });
  });

  it("keep regions that are no box", async () => {
    const axes = [0, 3].map((start) => ({ start, stride: 4, count: 2, block: 1 }));
    const selections: readonly Selection[] = [
      {
        kind: "points",
        points: [
          [4, 1],
          [0, 2],
        ],
      },
      { kind: "blocks", blocks: [0, 5].map((start) => ({ start: [start, start], shape: [2, 3] })) },
      { kind: "hyperslab", axes },
      { kind: "all" },
    ];
    const region: Datatype = { class: "reference", byteLength: 12, kind: "region" };
    const source = await written(async (sink) => {
      await writeSample(await sink.createArray("image", arrayInfo("uint16")));
      const values = selections.map((selection) => new ReferenceTo("image", selection));
      sink.createValues("regions", { datatype: region, shape: [4], values, attributes: {} });
      sink.setAttribute("", "points", { datatype: region, shape: [], values: values.slice(0, 1) });
    });
    const file = await written((sink) => copy(source.root, noteTaker(source), sink));
    const regions = await file.root.open("regions");
    if (regions?.kind !== "array") throw new Error("no regions");
    const { data } = await readRegion(regions, { start: [0], shape: [4] });
    if (!(data instanceof Uint8Array)) throw new Error("no references");
    for (const [n, selection] of selections.entries()) {
      const reference = new Hdf5Reference("region", data.slice(12 * n, 12 * n + 12));
      expect(await file.resolveReference(reference)).toEqual({ path: "/image", selection });
    }
    const [point] = (await file.root.typedAttributes.get("points")?.values()) ?? [];
    if (!(point instanceof Hdf5Reference)) throw new Error("no reference");
    expect(await file.resolveReference(point)).toMatchObject({ selection: selections[0] });
  });

  it("keep what records and sequences are made of, without padding and byte orders", async () => {
    const big = integer(2, true, "big");
    const text: Datatype = { class: "string", byteLength: 3, padding: "null-terminated", charset: "ascii" };
    const pair = (base: Datatype): Datatype => {
      return { class: "array", byteLength: 2 * base.byteLength, shape: [2], base };
    };
    const row = (number: Datatype, offsets: readonly number[], byteLength: number): Datatype => {
      const types = [number, text, pair(number), ENUM];
      const members = types.map((datatype, n) => ({ name: `m${n}`, byteOffset: offsets[n]!, datatype }));
      return { class: "compound", byteLength, members };
    };
    const rows = [{ m0: -2, m1: "ab", m2: [3, -4], m3: 2 }];
    const sequences = [[1, -2, 3], [], [7]];
    const source = await written(async (sink) => {
      const vlen: Datatype = { class: "vlen", byteLength: 16, base: big };
      const padded = row(big, [2, 4, 8, 12], 16);
      sink.createValues("rows", { datatype: padded, shape: [1], values: rows, attributes: {} });
      sink.createValues("sequences", { datatype: vlen, shape: [3], values: sequences, attributes: {} });
    });
    const { root } = await written((sink) => copy(source.root, noteTaker(source), sink));
    const [copiedRows, copiedSequences] = await Promise.all(
      ["rows", "sequences"].map((name) => root.open(name)),
    );
    expect(copiedRows).toMatchObject({ datatype: row(integer(2, true), [0, 2, 5, 9], 10) });
    expect(copiedSequences).toMatchObject({ datatype: { class: "vlen", base: integer(2, true) } });
    for (const name of ["rows", "sequences"]) {
      const [a, b] = await Promise.all([source.root, root].map((group) => group.open(name)));
      if (a?.kind !== "array" || b?.kind !== "array") throw new Error(`no array ${name}`);
      expect((await b.readChunk([0]))?.data).toEqual((await a.readChunk([0]))?.data);
    }
  });

  it("keep enumerations in whatever byte order a copy has their integers", async () => {
    const members = new Map([
      ["A", 0],
      ["B", 300],
    ]);
    const datatype: Datatype = { class: "enum", byteLength: 2, base: integer(2, true), members };
    const source = await written(async (sink) => {
      const array = await sink.createArray("labels", arrayInfo("int16", {}), { datatype });
      await writeSample(array);
      await array.close();
    });
    const labels = await source.root.open("labels");
    if (labels?.kind !== "array") throw new Error("labels is an array");
    const notes = await noteTaker(source)(labels);
    const again = await written(async (sink) => {
      const codecs = [{ name: "bytes", configuration: { endian: "big" } }];
      const info = arrayInfo("int16", { codecs, attributes: { [NOTES_NAME]: { ...notes } } });
      const array = await sink.createArray("labels", info);
      await writeSample(array);
      await array.close();
    });
    const copied = await again.root.open("labels");
    expect(copied?.kind === "array" && copied.datatype).toEqual({
      ...datatype,
      base: integer(2, true, "big"),
    });
  });

  it("refuse bytes that are no elements of a sequence", async () => {
    const source = await written(async (sink) => {
      const datatype: Datatype = { class: "vlen", byteLength: 16, base: integer(4, true) };
      sink.createValues("sequences", { datatype, shape: [1], values: [[1]], attributes: {} });
    });
    const node = (await source.root.open("sequences"))!;
    if (node.kind !== "array") throw new Error("no array");
    const attributes = { [NOTES_NAME]: (await noteTaker(source)(node)) ?? null };
    const writing = written(async (sink) => {
      const array = await sink.createArray("sequences", { ...node.info, attributes });
      await array.writeChunk([0], { dataType: "bytes", shape: [1], data: [Uint8Array.of(1, 2, 3)] });
    });
    await expect(writing).rejects.toThrow("3 bytes are no elements of 4 bytes each");
  });

  it("keep committed datatypes, and who shares them", async () => {
    const members = [{ name: "x", byteOffset: 2, datatype: integer(2, true, "big") }];
    const padded: Datatype = { class: "compound", byteLength: 8, members };
    const source = await written(async (sink) => {
      const kinds = sink.commitDatatype("types/kinds", ENUM);
      const record = sink.commitDatatype("record", padded);
      const info = { ...arrayInfo("uint8"), codecs: [{ name: "bytes" }] };
      await writeSample(await sink.createArray("zone/labels", info, { datatype: kinds }));
      sink.createValues("records", { datatype: record, shape: [1], values: [{ x: 3 }], attributes: {} });
      sink.setAttribute("types", "record", { datatype: record, shape: [], values: [{ x: -1 }] });
    });
    const { root } = await written((sink) => copy(source.root, noteTaker(source), sink));
    const types = await root.open("types");
    if (types?.kind !== "group") throw new Error("no group");
    const record = (await root.datatypes()).get("record");
    const kinds = (await types.datatypes()).get("kinds");
    expect(kinds?.datatype).toEqual(ENUM);
    expect(record?.datatype).toMatchObject({ byteLength: 2, members: [{ name: "x", byteOffset: 0 }] });
    expect(await root.open("zone/labels")).toMatchObject({ datatypeAddress: kinds?.address, datatype: ENUM });
    expect(await root.open("records")).toMatchObject({ datatypeAddress: record?.address });
    const attribute = types.typedAttributes.get("record");
    expect(attribute).toMatchObject({ datatypeAddress: record?.address });
    expect(await attribute?.values()).toEqual([{ x: -1 }]);
  });

  it("do without committed datatypes that others have changed", async () => {
    const source = await written(async (sink) => {
      const kinds = sink.commitDatatype("kinds", ENUM);
      const info = { ...arrayInfo("uint8"), codecs: [{ name: "bytes" }] };
      await writeSample(await sink.createArray("labels", info, { datatype: kinds }));
    });
    for (const datatypes of [{}, { kinds: "EAgAAAQAAAAAACAA" }, { kinds: 1 }]) {
      const change = (notes: JsonObject) => ("datatypes" in notes ? { ...notes, datatypes } : notes);
      const { root } = await written((sink) => copy(source.root, noteTaker(source), sink, change));
      expect(await root.open("labels")).toMatchObject({ datatype: ENUM, datatypeAddress: undefined });
    }
  });

  it("keep lists of texts that are empty, or too long for a message", async () => {
    const texts: Datatype = {
      class: "vlen-string",
      byteLength: 16,
      padding: "null-terminated",
      charset: "utf-8",
    };
    const fixed: Datatype = { class: "string", byteLength: 4, padding: "null-padded", charset: "ascii" };
    const many = Array.from({ length: 5000 }, (_, n) => `text number ${n}`);
    const source = await written(async (sink) => {
      sink.setAttribute("", "none", { datatype: fixed, shape: [0], values: [] });
      sink.setAttribute("", "rows", { datatype: fixed, shape: [2, 0], values: [] });
      sink.setAttribute("", "many", { datatype: texts, shape: [5000], values: many });
    });
    const { root } = await written((sink) => copy(source.root, noteTaker(source), sink));
    expect(root.attributes).toEqual(source.root.attributes);
    for (const [name, { datatype, shape }] of source.root.typedAttributes) {
      expect(root.typedAttributes.get(name), name).toMatchObject({ datatype, shape });
    }
  });

  it("are not needed where JSON says it all", async () => {
    const source = await written(async (sink) => {
      await sink.createGroup("", { a: 1, b: [1.5], c: "text", d: { nested: true }, e: null, f: [true] });
      await writeSample(await sink.createArray("image", arrayInfo("uint16")));
    });
    const take = noteTaker(source);
    expect(await take(source.root)).toBeUndefined();
    expect(await take((await source.root.open("image"))!)).toBeUndefined();
  });

  it.each([
    [
      "of other types",
      (): JsonObject => ({ sameAs: 1, links: [1], attributes: "a", datatype: {}, maxShape: "a" }),
    ],
    [
      "with links and datatypes that are none",
      (): JsonObject => ({
        sameAs: "/nowhere",
        links: { a: 1, "b/c": { kind: "soft", path: "x" }, d: { kind: "hard", path: "/nowhere" } },
        attributes: { n: { datatype: "AAAA", shape: [] }, missing: { datatype: "", shape: [-1] } },
        datatype: "!",
        maxShape: [0, 0],
        references: [{ path: "/nowhere" }],
      }),
    ],
    [
      "of datatypes that do not hold what is there",
      (notes: JsonObject): JsonObject => ({
        ...notes,
        attributes: { n: { datatype: "EAgAAAQAAAAAACAA", shape: [7] } },
        datatype: "EAgAAAgAAAAAAEAA",
      }),
    ],
  ])("are left out where they make no sense: %s", async (_, change) => {
    const source = await written(async (sink) => {
      await sink.createGroup("", { n: 1.5 });
      await writeSample(await sink.createArray("image", arrayInfo("uint16"), { maxShape: [undefined, 13] }));
    });
    const { root } = await written((sink) => copy(source.root, noteTaker(source), sink, change));
    expect(root.attributes).toEqual({ n: 1.5 });
    expect(await root.open("image")).toMatchObject({ info: { dataType: "uint16", shape: [11, 13] } });
  });
});
