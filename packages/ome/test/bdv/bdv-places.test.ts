import { describe, expect, it } from "vitest";
import { bdvDocument, type Image, parseBdv, planBdv, printBdv, readBdvImages } from "../../src/index.ts";
import { type FakeNodes, fakeGroup } from "../fake-group.ts";
import { plainImage } from "../plain-image.ts";

const SPACE = { type: "space", unit: "micrometer" };

/** Two levels of 4, 8, 16 and 4, 4, 8 voxels; along x they lie where the firsts of two do, not their means. */
function image(t: object = { unit: "second" }): Image {
  const plain = plainImage(
    ["t", "c", "z", "y", "x"],
    [
      [2, 2, 4, 8, 16],
      [2, 2, 4, 4, 8],
    ],
    "uint16",
  );
  const [finest, coarser] = plain.levels;
  return {
    ...plain,
    axes: [
      { name: "t", type: "time", ...t },
      { name: "c", type: "channel" },
      ...["z", "y", "x"].map((name) => ({ name, ...SPACE })),
    ],
    levels: [
      { source: finest.source, scale: [2.5, 1, 2, 0.5, 0.5], translation: [10, 0, 3, 1, 7] },
      { source: coarser!.source, scale: [2.5, 1, 2, 1, 1], translation: [10, 0, 3, 1.25, 7] },
    ],
  };
}

/** What is read of the document that `written` makes, once `edit` has had it. */
async function readBack(written: Image, edit = (text: string) => text): Promise<Image | undefined> {
  const document = { ...bdvDocument(planBdv({ images: [written] }), "a.n5", []), loader: "n5" as const };
  const nodes: Record<string, FakeNodes[string]> = {};
  for (const setup of [0, 1]) {
    const downsamplingFactors = [
      [1, 1, 1],
      [2, 2, 1],
    ];
    nodes[`setup${setup}`] = { downsamplingFactors };
    for (const t of [0, 1]) {
      const levels = plainImage(
        ["z", "y", "x"],
        [
          [4, 8, 16],
          [4, 4, 8],
        ],
        "uint16",
      ).levels;
      for (const [level, { source }] of levels.entries())
        nodes[`setup${setup}/timepoint${t}/s${level}`] = source;
    }
  }
  return (await readBdvImages(fakeGroup(nodes), parseBdv(edit(printBdv(document)))))?.images[0];
}

describe("what BigDataViewer has no words for", () => {
  it("is kept: times, and where coarser levels lie", async () => {
    const written = image();
    const read = await readBack(written);
    expect(read?.axes[0]).toEqual({ name: "t", type: "time", unit: "second" });
    for (const [i, { scale, translation }] of written.levels.entries()) {
      expect(read?.levels[i]).toMatchObject({ scale, translation });
    }
  });

  it("is kept: units of their own, limits of windows, and names that are numbers", async () => {
    const { axes, levels } = image();
    const window = { min: 0, max: 4095, start: 10, end: 1000 };
    const written: Image = {
      ...image(),
      axes: axes.map((axis) => (axis.name === "y" ? { ...axis, unit: "inch" } : axis)),
      channels: [{ name: "0", window }, { window: { ...window, start: 20 } }],
    };
    const read = await readBack(written);
    expect(read?.axes).toEqual(written.axes);
    expect(read?.levels.map(({ scale }) => scale)).toEqual(levels.map(({ scale }) => scale));
    expect(read?.channels[0]).toEqual(written.channels[0]);
    expect(read?.channels[1]?.window).toEqual(written.channels[1]?.window);
  });

  it("is kept as an own section, which is not there where all can be said", () => {
    const print = (own: Image) => printBdv(bdvDocument(planBdv({ images: [own] }), "a.h5", []));
    expect(print(image())).toContain(
      "  <Chunkwright>{&quot;images&quot;:[{&quot;setups&quot;:[0,1],&quot;time&quot;:{&quot;unit&quot;:&quot;second&quot;,",
    );
    expect(parseBdv(print(image())).leftOut).toEqual([]);
    const [finest, coarser] = image({}).levels;
    const plain = (translation: readonly number[]) => ({
      ...image({}),
      levels: [
        { ...finest, scale: [1, 1, 2, 0.5, 0.5], translation: [0, 0, 3, 1, 7] },
        { ...coarser!, scale: [1, 1, 2, 1, 1], translation },
      ] as const,
    });
    expect(print(plain([0, 0, 3, 1.25, 7.25]))).not.toContain("Chunkwright");
    expect(print(plain([0, 0, 3, 1.25, 7]))).toContain("Chunkwright");
  });

  it("counts for nothing once the image lies elsewhere, or its setups are others", async () => {
    const moved = await readBack(image(), (text) => text.replaceAll(" 7.0 ", " 8.0 "));
    expect(moved?.levels.map(({ translation }) => translation.slice(2))).toEqual([
      [3, 1, 8],
      [3, 1.25, 8.25],
    ]);
    const other = await readBack(image(), (text) => text.replace("[0,1]", "[0,7]"));
    expect(other?.axes[0]).toEqual({ name: "t", type: "time" });
    expect(other?.levels[1]?.translation).toEqual([0, 0, 3, 1.25, 7.25]);
  });

  it.each([
    "no JSON",
    "[]",
    '{"images":5}',
    '{"images":[null,{"setups":[0,1],"time":{"scale":"1"}}]}',
    '{"images":[{"setups":[0,1],"translations":[[1,2]]}]}',
  ])("is passed over where it makes no sense: %s", async (text) => {
    const read = await readBack(image(), (xml) =>
      xml.replace(/<Chunkwright>.*<\/Chunkwright>/, `<Chunkwright>${text}</Chunkwright>`),
    );
    expect(read?.levels[1]?.translation).toEqual([0, 0, 3, 1.25, 7.25]);
  });
});
