import { readdirSync, readFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import { type ChunkSource, type Group, isStorageError, type JsonObject } from "@chunkwright/core";
import { ngffValidator } from "@chunkwright/testkit";
import { describe, expect, it } from "vitest";
import { type Image, type NgffVersion, ngffAttributes, planNgff, readNgffImages } from "../../src/index.ts";
import { hasCorpus, SHARED } from "../corpus.ts";
import { fakeGroup } from "../fake-group.ts";
import { fakeSource } from "../fake-pages.ts";

const VERSIONS: readonly NgffVersion[] = ["0.4", "0.5"];

interface Suite {
  readonly tests: readonly {
    readonly formerly: string;
    readonly valid: boolean;
    readonly data: JsonObject;
  }[];
}

function folder(version: string): string {
  return resolve(SHARED, "corpus/ngff", version);
}

/** The specification's JSON files have comments. */
function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, "utf8").replace(/^\s*\/\/.*$/gm, ""));
}

/** Attributes of an example: the whole document in 0.4, part of a zarr.json in 0.5. */
function readExample(version: NgffVersion, path: string): JsonObject {
  const document = readJson(resolve(folder(version), "examples", path)) as JsonObject;
  return version === "0.4" ? document : (document.attributes as JsonObject);
}

function exampleNames(version: NgffVersion, kind: string): string[] {
  const names = readdirSync(resolve(folder(version), "examples", kind));
  return names.filter((name) => !name.startsWith(".")).map((name) => `${kind}/${name}`);
}

/** A group with the attributes, and below it an array of `rank` dimensions wherever one is asked for. */
function groupOver(attributes: JsonObject, rank: number): Group {
  const source: ChunkSource = fakeSource({
    shape: new Array<number>(rank).fill(4),
    chunkShape: new Array<number>(rank).fill(4),
    dataType: "uint16",
  });
  return {
    kind: "group",
    attributes,
    list: undefined,
    open: async (path) => (path === "labels" || path === "OME" ? undefined : source),
  };
}

function rankOf(data: JsonObject): number {
  const scale = /"axes":(\[[^\]]*\])/.exec(JSON.stringify(data))?.[1];
  return scale ? (JSON.parse(scale) as unknown[]).length : 2;
}

async function outcome(data: JsonObject): Promise<string> {
  try {
    return (await readNgffImages(groupOver(data, rankOf(data)))) ? "read" : "nothing";
  } catch (error) {
    if (!isStorageError(error)) throw error;
    return error.code;
  }
}

function image(axes: string, channels: Image["channels"] = []): Image {
  const names = [...axes];
  const source = fakeSource({
    shape: names.map(() => 4),
    chunkShape: names.map(() => 4),
    dataType: "uint16",
  });
  const level = (factor: number) => ({
    source,
    scale: names.map(() => factor),
    translation: names.map(() => (factor - 1) / 2),
  });
  return {
    name: "cells",
    axes: names.map((name) => ({
      name,
      type: name === "t" ? "time" : name === "c" ? "channel" : "space",
      ...(name !== "c" && { unit: name === "t" ? "second" : "micrometer" }),
    })),
    levels: [level(1), level(2)],
    channels,
    downsampling: { type: "mean", metadata: { factors: [2, 2] } },
  };
}

describe.skipIf(!hasCorpus).each(VERSIONS)("OME-NGFF %s against the specification", (version) => {
  it("writes what its schemas accept, the strict ones too", () => {
    const validate = ngffValidator(version);
    for (const axes of ["yx", "zyx", "cyx", "czyx", "tczyx", "tyx"]) {
      for (const channels of [
        [],
        [{}],
        [{ name: "DNA", color: 1, window: { min: 0, max: 1 }, active: false }, {}],
      ]) {
        const attributes = ngffAttributes(image(axes, channels), version);
        expect(validate("image", attributes)).toEqual([]);
        expect(validate("strict_image", attributes)).toEqual([]);
      }
    }
  });

  it("lays out collections as its schemas accept", () => {
    const validate = ngffValidator(version);
    const { groups } = planNgff({ images: [image("yx"), image("yx")] }, version);
    expect(validate("bf2raw", groups[0]?.attributes)).toEqual([]);
    expect(validate("ome", groups[1]?.attributes)).toEqual([]);
    expect(
      validate("bf2raw", { ome: { "bioformats2raw.layout": 2 }, "bioformats2raw.layout": 2 }),
    ).not.toEqual([]);
  });

  it("reads the valid images of the test suites and rejects the others", async () => {
    const { tests } = readJson(resolve(folder(version), "tests/image_suite.json")) as Suite;
    expect(tests.length).toBeGreaterThan(25);
    for (const { formerly, valid, data } of tests) {
      const expected = EXCEPTIONS.get(`${version} ${formerly}`) ?? (valid ? "read" : "invalid-data");
      expect({ formerly, outcome: await outcome(data) }).toEqual({ formerly, outcome: expected });
    }
  });

  it("reads back the examples as they are written", async () => {
    for (const name of exampleNames(version, "multiscales_strict")) {
      const data = readExample(version, name);
      const [first] = (await readNgffImages(groupOver(data, rankOf(data))))!.images;
      const written = groupOver(ngffAttributes(first!, version), rankOf(data));
      expect(placement((await readNgffImages(written))!.images[0]!)).toEqual(placement(first!));
    }
  });

  it("reads the scales of the examples", async () => {
    const read = async (name: string) => {
      const data = readExample(version, `multiscales_strict/${name}`);
      return (await readNgffImages(groupOver(data, rankOf(data))))!.images[0]!;
    };
    const example = await read("multiscales_example.json");
    expect(example.levels.map(({ scale }) => scale)).toEqual([
      [0.1, 1, 0.5, 0.5, 0.5],
      [0.1, 1, 1, 1, 1],
      [0.1, 1, 2, 2, 2],
    ]);
    expect(example.downsampling?.type).toBe("gaussian");
    expect((await read("multiscales_transformations.json")).levels[0].scale).toEqual([10, 10]);
  });

  it("finds no field of the example plates and wells stored, and says so of each", async () => {
    for (const name of [...exampleNames(version, "plate_strict"), ...exampleNames(version, "well_strict")]) {
      const collection = await readNgffImages(fakeGroup({ "": readExample(version, name) }));
      expect(collection?.images).toEqual([]);
      expect(collection?.warnings?.length).toBeGreaterThan(1);
    }
  });
});

/** Valid by the schema, this contradicts the text: it has three axes and a scale of two numbers. */
const EXCEPTIONS: ReadonlyMap<string, string> = new Map([
  ["0.4 valid/mismatch_axes_units.json", "invalid-data"],
]);

function placement({ axes, levels, name }: Image) {
  return { name, axes, levels: levels.map(({ scale, translation }) => ({ scale, translation })) };
}

/**
 * As in 0.4, one case has three axes and a scale of two numbers. One is placed along each axis by itself, from array axes.
 * One lists a system of four axes first, by which `rankOf` judges its arrays.
 */
const CANDIDATE_EXCEPTIONS: ReadonlyMap<string, string> = new Map([
  ["mismatch_axes_units.json", "invalid-data"],
  ["byDimension.json", "unsupported"],
  ["projectAxis.json", "invalid-data"],
]);

describe.skipIf(!hasCorpus)("OME-Zarr 0.6rc0 against the specification", () => {
  const root = resolve(folder("0.6rc0"), "tests/attributes");
  const cases = (pattern: RegExp) =>
    readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) => pattern.test(name));

  it.each(cases(/^(spec|strict)\/valid\/(image|transforms)\/.*\.json$/))("reads %s", async (name) => {
    const data = readJson(resolve(root, name)) as JsonObject;
    expect(await outcome(data)).toBe(CANDIDATE_EXCEPTIONS.get(basename(name)) ?? "read");
  });
});
