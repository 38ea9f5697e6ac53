import { type ChunkSource, createChunk, readRegion } from "@chunkwright/core";
import { arraySource } from "@chunkwright/testkit";
import { describe, expect, it } from "vitest";
import { type Image, LEFTOVERS_TAG, planOmeTiff, readTiffImages } from "../../src/index.ts";
import { type FakePage, fakeFile } from "../fake-pages.ts";

const AXES = [
  { name: "c", type: "channel" },
  { name: "z", type: "space", unit: "micrometer" },
  { name: "y", type: "space", unit: "micrometer" },
  { name: "x", type: "space" },
] as const;

function stackOf(source: ChunkSource): Image {
  return {
    name: "a <b>",
    axes: AXES,
    levels: [{ source, scale: [1, 2, 0.5, 0.1 + 0.2], translation: [0, 5, 0, 1] }],
    channels: [{ name: "α", color: 0xff, active: false }, { window: { min: 0, max: 9 } }],
  };
}

const integers = () => arraySource(createChunk("int64", [2, 3, 4, 5]), [1, 1, 4, 5]);

/** Pages such as a writer makes by the plan. */
function pagesOf(
  text: string | undefined,
  dataType: NonNullable<FakePage["dataType"]>,
  count: number,
): FakePage[] {
  return Array.from({ length: count }, (_, n) => ({
    shape: [4, 5],
    dataType,
    base: n,
    ...(n === 0 && {
      tags: [LEFTOVERS_TAG],
      tag: async () => ({ type: "ASCII", ...(text !== undefined && { text }) }),
    }),
  }));
}

describe("images of types that OME has no name for", () => {
  it("come back as they were, from JSON in the place of OME-XML", async () => {
    const image = stackOf(integers());
    const plan = planOmeTiff({ images: [image, image] });
    expect(plan.omeXml).toBeUndefined();
    const pages = plan.leftovers.flatMap((text) => pagesOf(text, "uint16", 6));
    const { images, omeXml } = await readTiffImages(fakeFile(pages));
    expect(omeXml).toBeUndefined();
    expect(images.map(({ levels: _, ...rest }) => rest)).toEqual(
      [image, image].map(({ levels: _, ...rest }) => rest),
    );
    const [level] = images[1]!.levels;
    expect(level).toMatchObject({ scale: [1, 2, 0.5, 0.1 + 0.2], translation: [0, 5, 0, 1] });
    const { data } = await readRegion(level.source, { start: [1, 2, 0, 0], shape: [1, 1, 1, 1] });
    expect(data[0]).toBe(5);
  });

  it.each([
    ["of fewer pages", (text: string) => text.replace('"pages":6', '"pages":5')],
    ["with an axis twice", (text: string) => text.replace('"name":"y"', '"name":"x"')],
    ["with pages along an axis that it lacks", (text: string) => text.replace('"axis":"c"', '"axis":"t"')],
    ["with a scale too short", (text: string) => text.replace("[1,2,0.5,", "[2,0.5,")],
    ["that is no JSON", (text: string) => text.slice(1)],
  ])("are plain pages behind a description %s", async (_name, damage) => {
    const [text = ""] = planOmeTiff({ images: [stackOf(integers())] }).leftovers;
    expect(damage(text)).not.toBe(text);
    const { images } = await readTiffImages(fakeFile(pagesOf(damage(text), "uint16", 6)));
    expect(images[0]?.axes.map(({ name }) => name)).toEqual(["z", "y", "x"]);
  });
});

describe("images of truth values", () => {
  const plan = planOmeTiff({
    images: [stackOf(arraySource(createChunk("bool", [2, 3, 4, 5]), [1, 1, 4, 5]))],
  });

  it("are stored as bytes, which OME has a name for", async () => {
    expect(plan.omeXml).toContain('Type="uint8"');
    expect(plan.images[0]?.image.levels[0].source.info).toMatchObject({ dataType: "uint8", fillValue: 0 });
    const { source } = plan.images[0]!.image.levels[0];
    expect(await source.readChunk([0, 0, 0, 0])).toMatchObject({ dataType: "uint8" });
    expect(await source.readEncodedChunk([0, 0, 0, 0])).toMatchObject({ dataType: "uint8" });
  });

  it("are truth values again, unless there are other numbers among them", async () => {
    const [first, ...others] = pagesOf(plan.leftovers[0], "uint8", 6);
    const { images } = await readTiffImages(fakeFile([{ ...first!, description: plan.omeXml! }, ...others]));
    const { source, translation } = images[0]!.levels[0];
    expect(source.info).toMatchObject({ dataType: "bool", fillValue: false });
    expect(translation).toEqual([0, 0, 5, 0, 1]);
    await expect(source.readChunk([0, 0, 0, 0, 0])).rejects.toMatchObject({ code: "invalid-data" });
  });
});
