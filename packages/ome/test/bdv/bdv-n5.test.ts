import { type ChunkSource, createChunk, type JsonObject, readRegion } from "@chunkwright/core";
import { arraySource } from "@chunkwright/testkit";
import { describe, expect, it } from "vitest";
import { type Image, parseBdv, readBdvImages, readN5Images } from "../../src/index.ts";
import { bdvText, CHANNELS, REGISTRATION, SETUP } from "../bdv-text.ts";
import { type FakeNodes, fakeGroup } from "../fake-group.ts";

const LOADER = { loader: "bdv.n5", file: '<n5 type="relative">dataset.n5</n5>' };

function cells(shape: readonly number[], value: number): ChunkSource {
  const chunk = createChunk("uint16", shape);
  chunk.data.fill(value);
  return arraySource(
    chunk,
    shape.map(() => 4),
  );
}

/** Two setups at two time points, elements telling which; `downsamplingFactors` run x, y, z. */
function hierarchy(
  attributes: JsonObject = {
    downsamplingFactors: [
      [1, 1, 1],
      [2, 2, 1],
    ],
  },
): FakeNodes {
  const nodes: Record<string, JsonObject | ChunkSource> = { "": { n5: "2.5.0" } };
  for (const setup of [0, 1]) {
    nodes[`setup${setup}`] = { ...attributes, dataType: "uint16" };
    for (const t of [0, 1]) {
      nodes[`setup${setup}/timepoint${t}`] = {};
      nodes[`setup${setup}/timepoint${t}/s0`] = cells([6, 10, 12], 10 * t + setup);
      nodes[`setup${setup}/timepoint${t}/s1`] = cells([6, 5, 6], 10 * t + setup);
    }
  }
  return nodes;
}

/** Voxels of 0.5, 0.5, 2 micrometers, the first at 3, 2 and 8 of them along x, y and z. */
const TEXT = bdvText({
  ...LOADER,
  setups: SETUP(0, 0) + SETUP(1, 1) + CHANNELS,
  registrations: [0, 1]
    .flatMap((setup) => [0, 1].map((t) => REGISTRATION(t, setup, "0.5 0 0 1.5 0 0.5 0 1 0 0 2 16")))
    .join(""),
});

async function expectViews(image: Image | undefined): Promise<void> {
  expect(image).toMatchObject({
    axes: [{ name: "t" }, { name: "c" }, ...["z", "y", "x"].map((name) => ({ name, unit: "micrometer" }))],
    levels: [
      { scale: [1, 1, 2, 0.5, 0.5], translation: [0, 0, 16, 1, 1.5] },
      { scale: [1, 1, 2, 1, 1], translation: [0, 0, 16, 1.25, 1.75] },
    ],
    channels: [{ name: "DNA", color: 0x0000ff }, { name: "setup 1" }],
  });
  for (const { source } of image?.levels ?? []) {
    expect(source.info.dataType).toBe("uint16");
    const { data } = await readRegion(source, { start: [0, 0, 0, 0, 0], shape: [2, 2, 1, 1, 1] });
    expect(data).toEqual(Uint16Array.of(0, 1, 10, 11));
  }
}

describe("BigDataViewer's N5", () => {
  it("has its views placed by the document", async () => {
    const collection = await readBdvImages(fakeGroup(hierarchy()), parseBdv(TEXT));
    expect(collection?.images).toHaveLength(1);
    await expectViews(collection?.images[0]);
  });

  it.each([
    ["dataset.n5", "dataset.xml", TEXT, 1],
    // Its own document, but of another directory, or of HDF5; or none.
    ["other.n5", "other.xml", TEXT, 2],
    ["file.h5", "file.xml", bdvText(), 2],
    ["dataset.n5", "absent.xml", TEXT, 2],
  ])("is told by the document beside %s, if it names that", async (fileName, xml, text, count) => {
    const readSibling = async (name: string) => (name === xml ? new TextEncoder().encode(text) : undefined);
    const root = fakeGroup(hierarchy());
    const collection = await readN5Images(root, { fileName, readSibling });
    expect(collection?.images).toHaveLength(count);
    if (count === 1) await expectViews(collection?.images[0]);
  });

  it.each<[string, FakeNodes, string]>([
    ["no setup", {}, "the N5 directory has no group setup0"],
    ["no factors", hierarchy({}), "setup0 has no downsamplingFactors of x, y and z"],
    ["flat factors", hierarchy({ downsamplingFactors: [1, 1, 1] }), "setup0 has no downsamplingFactors"],
    ["no levels", hierarchy({ downsamplingFactors: [] }), "are 0 numbers, not 3 for each of 1 to 64 levels"],
    [
      "factors of 0",
      hierarchy({ downsamplingFactors: [[1, 0, 1]] }),
      "the downsamplingFactors of setup0 are [1,0,1]",
    ],
    [
      "planes",
      { ...hierarchy(), "setup0/timepoint0/s0": cells([4, 4], 1) },
      "setup0/timepoint0/s0 has 2 axes",
    ],
  ])("is refused with %s", async (_, nodes, fact) => {
    await expect(readBdvImages(fakeGroup(nodes), parseBdv(TEXT))).rejects.toMatchObject({
      code: "invalid-data",
      message: expect.stringContaining(fact),
    });
  });
});
