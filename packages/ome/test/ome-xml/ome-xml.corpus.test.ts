import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { isStorageError } from "@chunkwright/core";
import { describe, expect, it } from "vitest";
import { type OmeXml, parseOmeXml } from "../../src/index.ts";
import { plateOfOmeXml } from "../../src/plate/plate-of-ome-xml.ts";
import { hasCorpus, SHARED } from "../corpus.ts";

const FOLDER = resolve(SHARED, "corpus/ome-xml/samples");

function samples(): { name: string; text: string }[] {
  if (!hasCorpus) return [];
  return readdirSync(FOLDER, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ome.xml"))
    .map((name) => ({ name, text: readFileSync(resolve(FOLDER, name), "utf8") }));
}

describe.skipIf(!hasCorpus)("parseOmeXml() over the samples of the OME model", () => {
  it("parses every one, of every schema version", () => {
    const parsed = samples().map(({ name, text }) => ({ name, xml: parseOmeXml(text), text }));
    expect(parsed.length).toBe(181);
    for (const { name, xml, text } of parsed) {
      expect({ name, images: xml.images.length }).toEqual({ name, images: topLevelImages(text) });
      expect({ name, uuid: xml.uuid }).toEqual({
        name,
        uuid: /<(?:\w+:)?OME [^>]*\bUUID="([^"]*)"/.exec(text)?.[1],
      });
    }
  });

  it("reads sizes and channels of a known sample", () => {
    const text = samples().find(
      ({ name }) => name === "2016-06/multi-channel-z-series-time-series.ome.xml",
    )!.text;
    const pixels = parseOmeXml(text).images[0]!.pixels;
    expect(pixels).toMatchObject({ sizeX: 18, sizeY: 24, sizeZ: 5, sizeC: 2, sizeT: 5, type: "uint8" });
    expect(pixels.channels).toHaveLength(2);
    expect(pixels.storage).toBe("bin-data");
  });

  it("finds the wells of the sample with one plate in every schema version that has it", () => {
    const found = samples()
      .filter(({ name }) => name.endsWith("/one-screen-one-plate-four-wells.ome.xml"))
      .map(({ text }) => {
        const { plates = [], images } = parseOmeXml(text);
        return plateOfOmeXml(
          plates,
          images.map(({ id }) => id),
        ).plate;
      });
    expect(found.length).toBeGreaterThan(3);
    for (const plate of found) {
      const { wells = [], acquisitions = [] } = plate ?? {};
      expect(wells.map(({ row, column }) => [row, column])).toEqual([
        [1, 1],
        [1, 2],
        [2, 1],
        [2, 2],
      ]);
      const fields = wells.flatMap((well) => well.fields);
      expect(fields.map(({ image }) => image)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
      const named = new Set(fields.map(({ acquisition }) => acquisition));
      for (const { id } of acquisitions) expect(named).toContain(id);
    }
  });

  it("gives an answer or a typed error for every prefix and for damaged bytes", () => {
    const { text } = samples().find(({ name }) => name === "2016-06/single-image.ome.xml")!;
    for (let length = 0; length < text.length; length += 7) check(text.slice(0, length));
    let seed = 1;
    const random = (below: number) => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % below;
    };
    for (let round = 0; round < 500; round += 1) {
      const at = random(text.length);
      check(text.slice(0, at) + String.fromCharCode(random(128)) + text.slice(at + 1));
    }
  });
});

function check(text: string): OmeXml | undefined {
  try {
    return parseOmeXml(text);
  } catch (error) {
    if (!isStorageError(error)) throw error;
    return undefined;
  }
}

/** Image elements outside annotations, counted another way. */
function topLevelImages(text: string): number {
  const bare = text
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(/<(\w+:)?StructuredAnnotations[\s\S]*?<\/(\w+:)?StructuredAnnotations>/g, "");
  return bare.match(/<(\w+:)?Image[\s>]/g)?.length ?? 0;
}
