import { type ChunkSource, createChunk, type JsonObject } from "@chunkwright/core";
import { arraySource } from "@chunkwright/testkit";
import { describe, expect, it } from "vitest";
import { readHdf5Images } from "../../src/index.ts";
import { bdvText } from "../bdv-text.ts";
import type { FakeNodes } from "../fake-group.ts";
import { listedGroup } from "../listed-group.ts";

function dataset(shape: readonly number[], attributes: JsonObject = {}): ChunkSource {
  const source = arraySource(createChunk("uint8", shape), shape);
  return { ...source, info: { ...source.info, attributes } };
}

function axistags(keys: string, resolutions: Readonly<Record<string, number>> = {}): JsonObject {
  const axes = [...keys].map((key) => ({
    key,
    typeFlags: 2,
    resolution: resolutions[key] ?? 0,
    description: "",
  }));
  return { axistags: JSON.stringify({ axes }) };
}

/** Names, axes and shapes of what is found. */
async function summary(nodes: FakeNodes) {
  const found = await readHdf5Images(listedGroup(nodes), { name: "file" });
  return found?.images.map(({ name, axes, levels: [{ source, scale }] }) => ({
    name,
    axes: axes.map((axis) => axis.name).join(""),
    shape: source.info.shape,
    scale,
  }));
}

describe("readHdf5Images()", () => {
  it("reads what ilastik exported, its axes in any order", async () => {
    expect(await summary({ exported_data: dataset([2, 5, 4, 3, 6], axistags("tyxcz", { x: 0.5 })) })).toEqual(
      [{ name: "file", axes: "tczyx", shape: [2, 3, 6, 5, 4], scale: [1, 1, 1, 1, 0.5] }],
    );
  });

  it("names several by their paths, and leaves out what has no axes or others", async () => {
    const found = await summary({
      raw: dataset([5, 4], axistags("yx")),
      "volume/data": dataset([4, 5, 3], axistags("xyc")),
      table: dataset([7]),
      other: dataset([5, 4], axistags("yf")),
      broken: dataset([5, 4], { axistags: "{" }),
    });
    expect(found?.map(({ name, axes, shape }) => [name, axes, shape])).toEqual([
      ["raw", "yx", [5, 4]],
      ["volume/data", "cyx", [3, 5, 4]],
    ]);
  });

  it("reads positions of CellH5, in the order of their numbers, and their regions", async () => {
    const position = "sample/0/plate/P1/experiment/A01/position";
    const found = await summary({
      [`${position}/10/image/channel`]: dataset([2, 3, 1, 5, 4]),
      [`${position}/9/image/channel`]: dataset([2, 3, 1, 5, 4]),
      [`${position}/9/image/region`]: dataset([1, 3, 1, 5, 4]),
    });
    expect(found?.map(({ name, axes, shape }) => [name, axes, shape])).toEqual([
      ["P1/A01/9", "tczyx", [3, 2, 1, 5, 4]],
      ["P1/A01/9 regions", "tczyx", [3, 1, 1, 5, 4]],
      ["P1/A01/10", "tczyx", [3, 2, 1, 5, 4]],
    ]);
  });

  it("places positions of CellH5 in wells that are called by row and column", async () => {
    const plateOf = async (...paths: string[]) => {
      const nodes = paths.map((path) => [`sample/0/plate/${path}/image/channel`, dataset([1, 1, 1, 5, 4])]);
      return (await readHdf5Images(listedGroup(Object.fromEntries(nodes))))?.plate;
    };
    const [b2, c12] = ["P1/experiment/B02/position", "P1/experiment/C12/position"];
    expect(await plateOf(`${b2}/0`, `${b2}/1`, `${c12}/0`)).toEqual({
      name: "P1",
      rows: ["A", "B", "C"],
      columns: ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"],
      wells: [
        { row: 1, column: 1, fields: [{ image: 0 }, { image: 1 }] },
        { row: 2, column: 11, fields: [{ image: 2 }] },
      ],
      acquisitions: [],
    });
    expect(await plateOf(`${b2}/0`, "P1/experiment/0037/position/0")).toBeUndefined();
    expect(await plateOf(`${b2}/0`, "P2/experiment/B02/position/0")).toBeUndefined();
  });

  it("finds no image where there are arrays alone", async () => {
    expect(
      await summary({ "photon_data/timestamps": dataset([9]), "photon_data/detectors": dataset([9]) }),
    ).toBeUndefined();
  });

  it("takes the document beside a file that names it", async () => {
    const nodes: FakeNodes = {
      s00: {},
      "s00/resolutions": dataset([1, 3]),
      "t00000/s00/0/cells": dataset([2, 2, 2]),
    };
    const asked: string[] = [];
    const read = (fileName: string) =>
      readHdf5Images(listedGroup(nodes), {
        name: "file",
        fileName,
        async readSibling(name) {
          asked.push(name);
          return new TextEncoder().encode(bdvText({ loader: "bdv.hdf5" }));
        },
      }).catch((error: unknown) => error);
    await read("file.h5");
    await read("other.h5");
    expect(asked).toEqual(["file.xml", "other.xml"]);
  });
});
