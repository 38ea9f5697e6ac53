/** OME-XML that we write, printed or edited, held to the schema. */

import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DataType, Shape } from "@chunkwright/core";
import { hasShared, python, sharedPath } from "@chunkwright/testkit";
import { describe, expect, it } from "vitest";
import {
  type Channel,
  type Image,
  type OmePixels,
  type Plate,
  parseOmeXml,
  planOmeTiff,
} from "../../src/index.ts";
import { fakeSource } from "../fake-pages.ts";

if (!hasShared("corpus/ome-xml")) console.warn(`No OME schema at ${sharedPath()}: set CHUNKWRIGHT_SHARED`);

const TYPES = { t: "time", c: "channel", z: "space", y: "space", x: "space" } as const;
const UNITS = { t: "millisecond", z: "angstrom", y: "micrometer", x: "inch" } as const;

function imageOf(names: string, shape: Shape, dataType: DataType, more: Partial<Image> = {}): Image {
  return {
    name: "",
    axes: [...names].map((name) => ({ name, type: TYPES[name as keyof typeof TYPES] })),
    levels: [
      {
        source: fakeSource({ shape, chunkShape: shape, dataType }),
        scale: shape.map((_, axis) => axis + 0.1),
        translation: shape.map(() => 0),
      },
    ],
    channels: [],
    ...more,
  };
}

const CHANNELS: readonly Channel[] = [
  { name: 'a <b> & "c"\n\u0001\u{1f52c}', color: 0xff0080 },
  { color: 0 },
  { name: "" },
];
const DATA_TYPES = ["bool", "uint8", "int16", "uint32", "float32", "float64", "complex64"] as const;

function printed(): readonly string[] {
  const grey = DATA_TYPES.map((dataType) => imageOf("yx", [4, 5], dataType));
  const named = imageOf("tczyx", [2, 3, 4, 5, 6], "uint16", {
    name: " <&>\t\ufffe ",
    channels: CHANNELS,
    axes: [..."tczyx"].map((name) => ({
      name,
      type: TYPES[name as keyof typeof TYPES],
      ...(name !== "c" && { unit: UNITS[name as keyof typeof UNITS] }),
    })),
  });
  const collections = [grey, [named], ...grey.map((image) => [image])];
  const documents = collections.map((images) => planOmeTiff({ images }, { file: FILE }).omeXml!);
  return [...documents, planOmeTiff({ images: grey, plate: PLATE }, { file: FILE }).omeXml!];
}

const PLATE: Plate = {
  name: "a & <b>",
  rows: ["A", "B"],
  columns: ["01", "12"],
  wells: [
    { row: 1, column: 1, fields: [{ image: 2, acquisition: 7 }, { image: 0 }] },
    { row: 0, column: 0, fields: [] },
    { row: 0, column: 1, fields: [{ image: 1, acquisition: 8 }] },
  ],
  acquisitions: [
    { id: 7, name: "run", description: "a < b", startTime: 1, endTime: 2e12, maximumFieldCount: 2 },
    { id: 8 },
  ],
};

const FILE = { name: "a & <b>.ome.tif", uuid: `urn:uuid:${crypto.randomUUID()}` };

const PIXEL_TYPES: { readonly [type: string]: DataType } = {
  float: "float32",
  double: "float64",
  complex: "complex64",
  "double-complex": "complex128",
};

function imageOfPixels({ sizeT, sizeC, sizeZ, sizeY, sizeX, type }: OmePixels): Image {
  const dataType = PIXEL_TYPES[type] ?? (type as DataType);
  return imageOf("tczyx", [sizeT, sizeC, sizeZ, sizeY, sizeX], dataType);
}

/** Documents of the corpus with their planes in one file. */
async function edited(): Promise<readonly string[]> {
  const folder = sharedPath("corpus/ome-xml/samples/2016-06");
  const names = (await readdir(folder)).filter((name) => /\.ome(\.xml)?$/.test(name));
  const documents: string[] = [];
  for (const name of names) {
    const omeXml = await readFile(join(folder, name));
    const { images } = parseOmeXml(omeXml.toString());
    if (images.length === 0 || images.some(({ pixels }) => pixels.type === "bit")) continue;
    const collection = {
      images: images.map(({ pixels }) => imageOfPixels(pixels)),
      omeXml: new Uint8Array(omeXml),
    };
    const plan = planOmeTiff(collection, { file: FILE });
    expect({ name, warnings: plan.warnings }).toEqual({ name, warnings: [] });
    documents.push(plan.omeXml!);
  }
  return documents;
}

describe.skipIf(!hasShared("corpus/ome-xml"))("OME-XML for TIFF files", () => {
  it("is valid by the schema of 2016-06", async () => {
    const documents = [...printed(), ...(await edited())];
    expect(documents.length).toBeGreaterThan(15);
    const folder = await mkdtemp(join(tmpdir(), "chunkwright-ome-xml-"));
    const list = join(folder, "documents.json");
    await writeFile(list, JSON.stringify(documents));
    const script = join(import.meta.dirname, "../validate_xml.py");
    const answer = await python(script, sharedPath("corpus/ome-xml/schema"), list);
    await rm(folder, { recursive: true });
    expect(JSON.parse(answer)).toEqual(documents.map(() => []));
  });
});
