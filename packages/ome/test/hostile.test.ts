import { readdirSync, readFileSync } from "node:fs";
import { fileOfBytes, isStorageError, type Json, type JsonObject } from "@chunkwright/core";
import { damagedBytes, damagedJson, seededRandom } from "@chunkwright/testkit";
import { openTiff } from "@chunkwright/tiff";
import { describe, expect, it } from "vitest";
import { readNgffImages, readTiffImages } from "../src/index.ts";
import { fakeGroup } from "./fake-group.ts";
import { fakeFile, fakeSource } from "./fake-pages.ts";

async function typed(attempt: () => Promise<unknown>): Promise<"ok" | "rejected"> {
  try {
    await attempt();
    return "ok";
  } catch (error) {
    if (!isStorageError(error)) throw error;
    return "rejected";
  }
}

describe("damaged metadata", () => {
  it.each([
    [
      "OME-XML",
      `<OME UUID="urn:uuid:0"><Image Name="a"><Pixels DimensionOrder="XYCZT" Type="uint16" SizeX="4" SizeY="2" SizeZ="2"
       SizeC="3" SizeT="1" PhysicalSizeX="0.5" PhysicalSizeXUnit="nm"><Channel Color="-1" SamplesPerPixel="1"/>
       <TiffData IFD="0" FirstZ="0" PlaneCount="3"/><TiffData IFD="3" FirstZ="1" PlaneCount="3"><UUID FileName="a.tif">urn:uuid:0</UUID>
       </TiffData></Pixels></Image></OME>`,
    ],
    [
      "ImageJ's description",
      "ImageJ=1.5\nimages=6\nchannels=3\nslices=2\nunit=um\nspacing=2\nmin=1\nmax=5\n",
    ],
    ["tifffile's description", '{"shape": [2, 3, 2, 4], "axes": "ZCYX", "truncated": false}'],
  ])("in %s gives images or typed errors", async (_, description) => {
    const random = seededRandom(5);
    const outcomes = new Set<string>();
    for (let round = 0; round < 1000; round += 1) {
      const at = random.below(description.length);
      const damaged =
        description.slice(0, at) + String.fromCharCode(32 + random.below(96)) + description.slice(at + 1);
      const pages = [0, 1, 2, 3, 4, 5].map(() => ({ shape: [2, 4], description: damaged }));
      const outcome = await typed(async () => {
        const { images } = await readTiffImages(fakeFile(pages));
        for (const { levels } of images)
          await levels[0].source.readChunk(levels[0].source.info.shape.map(() => 0));
      });
      outcomes.add(outcome);
    }
    expect(outcomes).toContain("ok");
  });

  it("in OME-NGFF gives images or typed errors", async () => {
    const random = seededRandom(7);
    const outcomes = new Set<string>();
    for (let round = 0; round < 2000; round += 1) {
      const root = damagedJson(ATTRIBUTES, DAMAGE, random) as JsonObject;
      const source = fakeSource({ shape: [2, 4, 4], chunkShape: [1, 4, 4], dataType: "uint8" });
      const labels: JsonObject = { labels: ["a"] };
      outcomes.add(
        await typed(() => readNgffImages(fakeGroup({ "": root, "0": source, "1": source, labels }))),
      );
    }
    expect(outcomes).toEqual(new Set(["ok", "rejected"]));
  });
});

const ATTRIBUTES: JsonObject = {
  multiscales: [
    {
      version: "0.4",
      name: "a",
      axes: [
        { name: "c", type: "channel" },
        { name: "y", type: "space", unit: "micrometer" },
        { name: "x", type: "space", unit: "micrometer" },
      ],
      datasets: [
        { path: "0", coordinateTransformations: [{ type: "scale", scale: [1, 1, 1] }] },
        {
          path: "1",
          coordinateTransformations: [
            { type: "scale", scale: [1, 2, 2] },
            { type: "translation", translation: [0, 0.5, 0.5] },
          ],
        },
      ],
      coordinateTransformations: [{ type: "scale", scale: [1, 3, 3] }],
      type: "mean",
      metadata: {},
    },
  ],
  omero: {
    channels: [{ label: "a", color: "FF0000", window: { min: 0, max: 1, start: 0, end: 1 }, active: true }],
  },
};

const DAMAGE: readonly Json[] = [null, 5, -1, 1e308, "", "x", "../..", true, [], {}, [null], "0.6"];

/** Of each file; `CHUNKWRIGHT_FUZZ` says how many more to try. */
const DAMAGED_COPIES = Math.min(Number(process.env.CHUNKWRIGHT_FUZZ ?? 200), 4000);

describe("damaged files of makers' dialects", () => {
  const folder = new URL("fixtures/dialects/", import.meta.url);
  const names = readdirSync(folder).filter((name) => name.endsWith(".tif"));

  it.each(names)(
    "%s gives images or typed errors",
    { timeout: 10_000 + 50 * DAMAGED_COPIES },
    async (name) => {
      const bytes = new Uint8Array(readFileSync(new URL(name, folder)));
      const random = seededRandom(11);
      const outcomes = new Set<string>();
      for (let round = 0; round < DAMAGED_COPIES; round += 1) {
        const damaged =
          round % 4 === 0 ? bytes.slice(0, random.below(bytes.length)) : damagedBytes(bytes, random);
        outcomes.add(
          await typed(async () => {
            const { images, associated = [] } = await readTiffImages(await openTiff(fileOfBytes(damaged)));
            for (const { levels } of [...images, ...associated.map(({ image }) => image)]) {
              for (const { source } of levels) await source.readChunk(source.info.shape.map(() => 0));
            }
          }),
        );
      }
      expect([...outcomes].sort()).toEqual(["ok", "rejected"]);
    },
  );
});
