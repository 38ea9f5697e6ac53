import { type Chunk, type ChunkSource, type Region, readRegion } from "@chunkwright/core";
import type { Image } from "@chunkwright/ome";
import { describe, expect, it } from "vitest";
import { openSource } from "../../src/open-source.ts";
import { type PartOptions, parsePart } from "../../src/part/part-options.ts";
import { selectPart } from "../../src/part/select-part.ts";
import { omeFixture } from "../fixtures.ts";

const warnings: string[] = [];

async function imagesOf(file: string, options: PartOptions): Promise<readonly Image[]> {
  warnings.length = 0;
  const source = await openSource(omeFixture(file));
  const part = selectPart(source, parsePart(options), { warn: (message) => void warnings.push(message) });
  return (await part.images())?.images ?? [];
}

async function elementsOf(source: ChunkSource, region?: Region): Promise<Chunk["data"]> {
  const { shape } = source.info;
  return (await readRegion(source, region ?? { start: shape.map(() => 0), shape })).data;
}

describe("selectPart()", () => {
  it("takes positions along axes out of all that is said of them", async () => {
    const [whole] = await imagesOf("ome-ctzyx.tif", {});
    const [part] = await imagesOf("ome-ctzyx.tif", { select: ["t=2", "c=1", "x=1:4"] });
    const { source, scale, translation } = part!.levels[0];
    expect(source.info.shape).toEqual([1, 1, 2, 5, 3]);
    expect(scale).toEqual(whole!.levels[0].scale);
    expect(translation).toEqual([2 * scale[0]!, scale[1]!, 0, 0, scale[4]!]);
    const expected = { start: [2, 1, 0, 0, 1], shape: [1, 1, 2, 5, 3] };
    expect(await elementsOf(source)).toEqual(await elementsOf(whole!.levels[0].source, expected));
    expect(part!.channels).toEqual(whole!.channels.slice(1));
    expect(warnings).toEqual(["only images are selected: OME-XML left out"]);
  });

  it("keeps coarser levels that have the positions too, and leaves others to be made again", async () => {
    const [whole] = await imagesOf("ome-pyramid.tif", {});
    const [channel] = await imagesOf("ome-pyramid.tif", { select: ["c=1"] });
    expect(channel!.levels.map(({ source }) => source.info.shape)).toEqual(
      whole!.levels.map(({ source }) =>
        source.info.shape.with(
          whole!.axes.findIndex(({ name }) => name === "c"),
          1,
        ),
      ),
    );
    const [window] = await imagesOf("ome-pyramid.tif", { select: ["y=16:32"] });
    expect(window!.levels).toHaveLength(1);
  });

  it("finds an image by its number or its name, and any array by its path", async () => {
    const all = await imagesOf("ome-series.tif", {});
    expect(all.length).toBeGreaterThan(1);
    const named = all.at(-1)!;
    for (const image of [`${all.length - 1}`, named.name]) {
      const found = await imagesOf("ome-series.tif", { image });
      expect(found.map(({ name }) => name)).toEqual([named.name]);
    }
    const [array] = await imagesOf("ome-series.tif", { image: "ifd/0" });
    expect(array?.axes.map(({ name }) => name)).toEqual(["y", "x"]);
  });

  it("leaves a source whole of which everything is selected", async () => {
    const source = await openSource(omeFixture("ome-series.tif"));
    expect(selectPart(source, parsePart({}), { warn: () => {} })).toBe(source);
  });

  it.each([
    [{ image: "ifd/999" }, /^Cannot find image ifd\/999 in .*ome-ctzyx\.tif: .*; info lists them$/],
    [{ select: ["c=2"] }, 'Cannot select 2 along c of image "ome-ctzyx": it has the positions 0 to 1'],
    [{ select: ["z=1:9"] }, 'Cannot select 1:9 along z of image "ome-ctzyx": it has the positions 0 to 1'],
    [
      { select: ["z=1:1"] },
      'Cannot select 1:1 along z of image "ome-ctzyx": a range does not include its end',
    ],
    [{ select: ["s=0"] }, 'Cannot select along s: image "ome-ctzyx" has the axes t, c, z, y, x'],
  ])("says of %j what there is instead", async (options: PartOptions, message) => {
    await expect(imagesOf("ome-ctzyx.tif", options)).rejects.toThrow(message);
  });
});
