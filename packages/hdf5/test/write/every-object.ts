/** A file of all that HDF5 has beside groups and arrays: links, references, committed datatypes, scales. */

import type { ArrayInfo } from "@chunkwright/core";
import {
  type Datatype,
  type Hdf5Dialect,
  type Hdf5Sink,
  numberAttribute,
  ReferenceTo,
} from "../../src/index.ts";
import { arrayInfo, LITTLE, writeSample } from "./sample.ts";

const BYTE: Datatype = {
  class: "integer",
  byteLength: 1,
  endian: "little",
  isSigned: false,
  bitOffset: 0,
  precision: 8,
};
export const ENUM: Datatype = {
  class: "enum",
  byteLength: 1,
  base: BYTE,
  members: new Map([
    ["background", 0],
    ["cell", 1],
    ["nucleus", 2],
  ]),
};
const OBJECT: Datatype = { class: "reference", byteLength: 8, kind: "object" };
const REGION: Datatype = { class: "reference", byteLength: 12, kind: "region" };
const TEXT: Datatype = { class: "vlen-string", byteLength: 16, padding: "null-terminated", charset: "utf-8" };
export const RECORD: Datatype = {
  class: "compound",
  byteLength: 33,
  members: [
    { name: "name", byteOffset: 0, datatype: TEXT },
    { name: "of", byteOffset: 16, datatype: OBJECT },
    {
      name: "box",
      byteOffset: 24,
      datatype: { class: "array", byteLength: 8, shape: [2, 4], base: BYTE },
    },
    { name: "kind", byteOffset: 32, datatype: ENUM },
  ],
};
const TEXTS: Datatype = { class: "vlen", byteLength: 16, base: TEXT };

export const LARGE: Float64Array<ArrayBuffer> = Float64Array.from({ length: 20_000 }, (_, i) => i / 3);

/** A line of `length` elements that names its axis. */
function coordinate(name: string, length: number): ArrayInfo {
  return arrayInfo("float32", { shape: [length], chunkShape: [length], dimensionNames: [name] });
}

export async function writeEveryObject(sink: Hdf5Sink, dialect?: Hdf5Dialect): Promise<void> {
  const kind = sink.commitDatatype("types/kind", ENUM);
  sink.setAttribute("types/kind", "about", numberAttribute("uint8", Uint8Array.of(7)));
  for (const [name, length] of [
    ["y", 11],
    ["x", 13],
  ] as const) {
    await writeSample(await sink.createArray(`scan/${name}`, coordinate(name, length)));
  }
  const image = arrayInfo("uint16", { dimensionNames: ["y", "x"] });
  await writeSample(await sink.createArray("scan/image", image));
  await writeSample(await sink.createArray("scan/deeper/image", { ...image, dimensionNames: ["y", "z"] }));
  const labels = arrayInfo("uint8", { codecs: [LITTLE], dimensionNames: ["y", null] });
  await writeSample(await sink.createArray("scan/labels", labels, { datatype: kind }));
  await writeSample(
    await sink.createArray("square", arrayInfo("uint8", { shape: [4, 4], chunkShape: [2, 2] })),
  );
  const growing = arrayInfo("int32", { shape: [3, 4], chunkShape: [2, 8] });
  await writeSample(await sink.createArray("growing", growing, { maxShape: [undefined, 20] }));
  const attribute = (datatype: Datatype | typeof kind, values: readonly unknown[], isScalar = false) => ({
    datatype,
    shape: isScalar ? [] : [values.length],
    values: values as readonly never[],
  });
  const record = {
    name: "first",
    of: new ReferenceTo("scan/image"),
    box: [
      [1, 2, 3, 4],
      [5, 6, 7, 8],
    ],
    kind: "cell",
  };
  sink.setAttribute("", "kind", attribute(kind, ["nucleus"], true));
  sink.setAttribute("", "object", attribute(OBJECT, [new ReferenceTo("scan/image"), undefined]));
  const region = new ReferenceTo("scan/image", { start: [2, 3], shape: [4, 5] });
  sink.setAttribute("", "region", attribute(REGION, [region], true));
  sink.setAttribute("", "record", attribute(RECORD, [record]));
  sink.setAttribute("", "texts", attribute(TEXTS, [["a", "bc"], [], ["ö"]]));
  sink.setAttribute("", "null", { datatype: BYTE, shape: undefined, values: [] });
  sink.setAttribute("", "empty", { datatype: BYTE, shape: [0, 3], values: [] });
  // Beside the header, with small ones.
  for (const path of ["large", "scan/image"]) {
    sink.setAttribute(path, "table", numberAttribute("float64", LARGE.slice(), [100, 200]));
    for (let n = 0; n < 40; n += 1)
      sink.setAttribute(path, `small ${n}`, numberAttribute("int32", Int32Array.of(n)));
    sink.setAttribute(path, "twice", numberAttribute("float64", LARGE.slice()));
  }
  sink.createValues("values/records", {
    datatype: RECORD,
    shape: [2],
    values: [record, { ...record, name: "second", of: undefined }],
    attributes: { a: 1 },
  });
  sink.createValues("values/regions", { datatype: REGION, shape: [1, 1], values: [region], attributes: {} });
  sink.createValues("values/null", { datatype: BYTE, shape: undefined, values: [], attributes: {} });
  sink.createLink("links/soft", { kind: "soft", path: "/scan/image" });
  sink.createLink("links/relative", { kind: "soft", path: "hard" });
  sink.createLink("links/hard", { kind: "hard", path: "/scan/image" });
  sink.createLink("links/above", { kind: "hard", path: "" });
  sink.createLink("links/later", { kind: "hard", path: "links/hard" });
  sink.createLink("links/broken", { kind: "soft", path: "/nowhere" });
  if (dialect) return;
  sink.createLink("elsewhere/external", { kind: "external", file: "other.h5", path: "/data" });
  sink.createLink("elsewhere/soft", { kind: "soft", path: "/scan/é" });
  sink.createLink("elsewhere/image", { kind: "hard", path: "scan/image" });
  await sink.createGroup("elsewhere/group", { n: 1 });
}
