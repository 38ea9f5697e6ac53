import {
  type ArrayInfo,
  type ChunkSource,
  createChunk,
  isStorageError,
  type JsonObject,
} from "@chunkwright/core";
import { arraySource } from "@chunkwright/testkit";
import { describe, expect, it } from "vitest";
import { ngffAttributes, parseBdv, readBdvImages } from "../../src/index.ts";
import { type BdvText, bdvText, CHANNELS, REGISTRATION, SETUP } from "../bdv-text.ts";
import { cpuSeconds } from "../cpu-seconds.ts";
import type { FakeNodes } from "../fake-group.ts";
import { listedGroup } from "../listed-group.ts";

function cells(shape = [6, 10, 12]): ChunkSource {
  return arraySource(
    createChunk("int16", shape),
    shape.map(() => 4),
  );
}

function resolutions(...levels: readonly (readonly number[])[]): ChunkSource {
  const shape = [levels.length, 3];
  const data = Float64Array.from(levels.flat());
  const info: ArrayInfo = {
    dataType: "float64",
    shape,
    chunkShape: shape,
    fillValue: 0,
    codecs: [],
    attributes: {},
  };
  return {
    kind: "array",
    info,
    readChunk: async () => ({ dataType: "float64", shape, data }),
    readEncodedChunk: async () => undefined,
  };
}

/** Views of the setups at two time points. */
function file(setups: readonly number[], attributes: JsonObject = {}): FakeNodes {
  const nodes: Record<string, JsonObject | ChunkSource> = {};
  for (const setup of setups) {
    nodes[`s0${setup}`] = attributes;
    nodes[`s0${setup}/resolutions`] = resolutions([1, 1, 1], [2, 2, 1]);
    for (const t of [0, 1]) {
      nodes[`t0000${t}/s0${setup}/0/cells`] = cells();
      nodes[`t0000${t}/s0${setup}/1/cells`] = cells([6, 5, 6]);
    }
  }
  return nodes;
}

async function read(nodes: FakeNodes, text: BdvText = {}) {
  return readBdvImages(listedGroup(nodes), parseBdv(bdvText(text)), { name: "file" });
}

describe("readBdvImages()", () => {
  it("shows a setup over its time points, sized as its voxels", async () => {
    const collection = await read(file([0]), {
      registrations: REGISTRATION(0, 0, "0.5 0 0 10 0 0.5 0 20 0 0 2 -4"),
    });
    const [image] = collection?.images ?? [];
    expect(image?.axes.map(({ name, unit }) => [name, unit])).toEqual([
      ["t", undefined],
      ["z", "micrometer"],
      ["y", "micrometer"],
      ["x", "micrometer"],
    ]);
    expect(
      image?.levels.map(({ source, scale, translation }) => [source.info.shape, scale, translation]),
    ).toEqual([
      [
        [2, 6, 10, 12],
        [1, 2, 0.5, 0.5],
        [0, -4, 20, 10],
      ],
      [
        [2, 6, 5, 6],
        [1, 2, 1, 1],
        [0, -4, 20.25, 10.25],
      ],
    ]);
    expect(image).toMatchObject({ name: "setup 0", channels: [{ name: "DNA", color: 0x0000ff }] });
    expect(collection?.warnings).toBeUndefined();
  });

  it("reads int16 as the uint16 that its bits are, unless the file says int16", async () => {
    const source = cells([4, 4, 4]);
    const data = new Int16Array(64).fill(-1);
    const negative = {
      ...source,
      readChunk: async () => ({ dataType: "int16" as const, shape: [4, 4, 4], data }),
    };
    const nodes = { s00: {}, "s00/resolutions": resolutions([1, 1, 1]), "t00000/s00/0/cells": negative };
    const [legacy] = (await read(nodes))?.images ?? [];
    expect(legacy?.levels[0].source.info.dataType).toBe("uint16");
    expect((await legacy?.levels[0].source.readChunk([0, 0, 0, 0]))?.data).toEqual(
      new Uint16Array(64).fill(65535),
    );
    const [signed] = (await read({ ...nodes, s00: { dataType: "int16" } }))?.images ?? [];
    expect(signed?.levels[0].source.info.dataType).toBe("int16");
  });

  it("passes encoded chunks on as they are, by their new type", async () => {
    const [image] = (await read(file([0])))?.images ?? [];
    const encoded = await image?.levels[0].source.readEncodedChunk([0, 0, 0, 0]);
    expect(encoded).toMatchObject({ dataType: "uint16", shape: [1, 4, 4, 4] });
  });

  it("joins setups that differ in their channel alone", async () => {
    const setups = SETUP(0, 0) + SETUP(1, 1) + CHANNELS;
    const [image, ...others] = (await read(file([0, 1]), { setups }))?.images ?? [];
    expect(others).toHaveLength(0);
    expect(image?.levels[0].source.info.shape).toEqual([2, 2, 6, 10, 12]);
    expect(image).toMatchObject({ name: "file", channels: [{ name: "DNA" }, { name: "setup 1" }] });
  });

  it("keeps setups apart that lie elsewhere", async () => {
    const setups = SETUP(0, 0) + SETUP(1, 1) + CHANNELS;
    const registrations =
      REGISTRATION(0, 0, "1 0 0 0 0 1 0 0 0 0 1 0") + REGISTRATION(0, 1, "1 0 0 9 0 1 0 0 0 0 1 0");
    expect((await read(file([0, 1]), { setups, registrations }))?.images).toHaveLength(2);
  });

  it("warns of what scale and translation do not show, and keeps the affines", async () => {
    const rotated = "0 -1.0 0 0 1.0 0 0 0 0 0 1.0 0.250";
    const registrations = REGISTRATION(0, 0, rotated) + REGISTRATION(1, 0, "1 0 0 0 0 1 0 0 0 0 1 0");
    const collection = await read(file([0]), { registrations });
    expect(collection?.warnings).toEqual([
      "Setup 0: its registration rotates or shears, of which the voxel size is shown",
      "Setup 0: its registration changes with time, of which the first is shown",
    ]);
    expect(ngffAttributes(collection!.images[0]!, "0.4")).toMatchObject({
      chunkwright: {
        bdv: {
          timepoints: [0, 1],
          setups: [{ id: 0, registrations: [[{ name: "calibration", affine: rotated }], [{}]] }],
        },
      },
    });
  });

  it("applies the last of several transforms first", async () => {
    const registrations = REGISTRATION(0, 0, "1 0 0 7 0 1 0 0 0 0 1 0", "0.5 0 0 1 0 0.5 0 0 0 0 2 0");
    const [image] = (await read(file([0]), { registrations }))?.images ?? [];
    expect(image?.levels[0].translation).toEqual([0, 0, 0, 8]);
  });

  it("leaves missing views absent", async () => {
    const [image] =
      (await read(file([0]), { missing: '<MissingView timepoint="0" setup="0"/>' }))?.images ?? [];
    const source = image?.levels[0].source;
    expect(await source?.readChunk([0, 0, 0, 0])).toBeUndefined();
    expect(await source?.readChunk([1, 0, 0, 0])).toBeDefined();
  });

  it("looks into partitions for what the file does not link to", async () => {
    const { s00, "s00/resolutions": levels } = file([0]) as {
      s00: JsonObject;
      "s00/resolutions": ChunkSource;
    };
    const { "t00001/s00/0/cells": _, ...mapped } = file([0]);
    const document = parseBdv(
      bdvText({
        partitions: `<partition><path>part.h5</path><timepoints>1</timepoints>
          <timepointsMapped>0</timepointsMapped><setups>0</setups></partition>`,
      }),
    );
    const opened: string[] = [];
    const collection = await readBdvImages(listedGroup({ s00, "s00/resolutions": levels }), document, {
      async openFile(fileName) {
        opened.push(fileName);
        return listedGroup(mapped);
      },
    });
    const source = collection?.images[0]?.levels[0].source;
    expect(await source?.readChunk([1, 0, 0, 0])).toBeDefined();
    expect(await source?.readChunk([0, 0, 0, 0])).toBeUndefined();
    expect(new Set(opened)).toEqual(new Set(["part.h5"]));
  });

  it("finds views without a document", async () => {
    const collection = await readBdvImages(listedGroup(file([0, 2])), undefined, { name: "file" });
    expect(collection?.images.map(({ name }) => name)).toEqual(["file", "file"]);
    expect(await readBdvImages(listedGroup({ data: {} }), undefined)).toBeUndefined();
  });

  it.each([
    ["resolutions", { s00: {} }],
    ["three factors", { s00: {}, "s00/resolutions": cells([2, 2]) }],
    ["factors above zero", { s00: {}, "s00/resolutions": resolutions([1, 0, 1]) }],
    [
      "three axes",
      { s00: {}, "s00/resolutions": resolutions([1, 1, 1]), "t00000/s00/0/cells": cells([2, 2]) },
    ],
  ])("rejects a file without %s", async (_, nodes) => {
    const error = await read(nodes).catch((cause: unknown) => cause);
    expect(isStorageError(error, "invalid-data")).toBe(true);
  });

  it("takes time in proportion to the number of time points, which a document may state at will", async () => {
    const timepoints = '<Timepoints type="range"><first>0</first><last>199999</last></Timepoints>';
    let shape: readonly number[] | undefined;
    const seconds = await cpuSeconds(async () => {
      const collection = await read(file([0]), { timepoints });
      shape = collection?.images[0]?.levels[0].source.info.shape;
    });
    expect(shape).toEqual([200_000, 6, 10, 12]);
    expect(seconds).toBeLessThan(4);
  });
});
