import {
  type ArrayInfo,
  type ChunkSource,
  decodeText,
  isStorageError,
  type JsonObject,
} from "@chunkwright/core";
import { describe, expect, it } from "vitest";
import { isImaris, readImarisImages } from "../../src/imaris/imaris-images.ts";
import { ngffAttributes } from "../../src/ngff/ngff-attributes.ts";
import { type FakeNodes, fakeGroup } from "../fake-group.ts";
import { listedGroup } from "../listed-group.ts";

/** Text as a reader of HDF5 sees Imaris' attributes: a string a byte. */
function characters(text: string): readonly string[] {
  const bytes = new TextEncoder().encode(text);
  return text === "" ? [""] : Array.from(bytes, (byte) => decodeText(Uint8Array.of(byte)));
}

function texts(section: Readonly<Record<string, string>>): JsonObject {
  return Object.fromEntries(Object.entries(section).map(([name, text]) => [name, characters(text)]));
}

function volume(shape: readonly number[], more: Partial<ArrayInfo> = {}): ChunkSource {
  const info: ArrayInfo = {
    dataType: "uint16",
    shape,
    chunkShape: [8, 64, 64],
    fillValue: 0,
    codecs: [{ name: "bytes" }],
    attributes: {},
    ...more,
  };
  return { kind: "array", info, readChunk: async () => undefined, readEncodedChunk: async () => undefined };
}

function channel(level: number, t: number, c: number, size: readonly [number, number, number]) {
  const [z, y, x] = size;
  const path = `DataSet/ResolutionLevel ${level}/TimePoint ${t}/Channel ${c}`;
  const padded = [Math.ceil(z / 8) * 8, Math.ceil(y / 64) * 64, Math.ceil(x / 64) * 64];
  return {
    [path]: texts({ ImageSizeX: `${x}`, ImageSizeY: `${y}`, ImageSizeZ: `${z}` }),
    [`${path}/Data`]: volume(padded),
  };
}

const FILE: FakeNodes = {
  "": texts({ ImarisDataSet: "ImarisDataSet", DataSetDirectoryName: "DataSet" }),
  ...channel(0, 0, 0, [5, 70, 101]),
  ...channel(0, 0, 1, [5, 70, 101]),
  ...channel(0, 1, 0, [5, 70, 101]),
  ...channel(0, 1, 1, [5, 70, 101]),
  ...channel(1, 0, 0, [5, 35, 50]),
  ...channel(1, 0, 1, [5, 35, 50]),
  ...channel(1, 1, 0, [5, 35, 50]),
  ...channel(1, 1, 1, [5, 35, 50]),
  "DataSetInfo/Image": texts({
    Name: "Zellen von Müller",
    Unit: "um",
    ExtMin0: "10.000000000",
    ExtMax0: "60.500000000",
    ExtMin1: "0.000000000",
    ExtMax1: "35.000000000",
    ExtMin2: "-5.000000000",
    ExtMax2: "5.000000000",
  }),
  "DataSetInfo/Channel 0": texts({
    Name: "DNA – blue",
    Color: "0.000 0.500 1.000",
    ColorRange: "10.000 900.000",
  }),
  "DataSetInfo/Channel 1": texts({ Name: "(name not specified)", ColorMode: "TableColor", Color: "1 0 0" }),
  "DataSetInfo/TimeInfo": texts({
    TimePoint1: "2024-01-02 23:59:55.500",
    TimePoint2: "2024-01-03 00:00:02.500",
  }),
};

describe("readImarisImages()", () => {
  it("stacks time points and channels, cropped to the image", async () => {
    const { images } = await readImarisImages(listedGroup(FILE));
    expect(images).toHaveLength(1);
    expect(images[0]?.levels.map(({ source }) => source.info.shape)).toEqual([
      [2, 2, 5, 70, 101],
      [2, 2, 5, 35, 50],
    ]);
    expect(images[0]?.levels[0].source.info.chunkShape).toEqual([1, 1, 8, 64, 64]);
  });

  it("places centres half an element inside of the extents", async () => {
    const [image] = (await readImarisImages(listedGroup(FILE))).images;
    expect(image?.axes.map(({ unit }) => unit)).toEqual([
      "second",
      undefined,
      "micrometer",
      "micrometer",
      "micrometer",
    ]);
    expect(image?.levels.map(({ scale }) => scale)).toEqual([
      [7, 1, 2, 0.5, 0.5],
      [7, 1, 2, 1, 1],
    ]);
    expect(image?.levels.map(({ translation }) => translation)).toEqual([
      [0, 0, -4, 0.25, 10.25],
      [0, 0, -4, 0.5, 10.5],
    ]);
  });

  it("shows names in any script, colours and ranges", async () => {
    const [image] = (await readImarisImages(listedGroup(FILE))).images;
    expect(image?.name).toBe("Zellen von Müller");
    expect(image?.channels).toEqual([
      { name: "DNA – blue", color: 0x0080ff, window: { min: 0, max: 65535, start: 10, end: 900 } },
      {},
    ]);
  });

  it("keeps what the image model has no words for, through OME-NGFF too", async () => {
    const [image] = (await readImarisImages(listedGroup(FILE))).images;
    const attributes = ngffAttributes(image!, "0.5");
    expect(attributes).toMatchObject({
      chunkwright: { imaris: { sections: { Image: { ExtMax0: "60.500000000" } } } },
    });
  });

  it("reads a long text out of a dataset, under its encoded name", async () => {
    const bytes = new TextEncoder().encode("long text");
    const text = volume([9], { dataType: "r8", chunkShape: [9], fillValue: new Uint8Array(1) });
    const dataset: ChunkSource = {
      ...text,
      readChunk: async () => ({ dataType: "r8", shape: [9], data: bytes }),
    };
    const { images } = await readImarisImages(
      listedGroup({ ...FILE, "DataSetInfo/Custom%s100%p/A%sB": dataset, "DataSetInfo/Custom%s100%p": {} }),
    );
    expect(images[0]?.dialects).toMatchObject({
      imaris: { sections: { "Custom/100%": { "A/B": "long text" } } },
    });
  });

  it("leaves channels that are missing at a time point absent", async () => {
    const rest = without(FILE, /Level 0.TimePoint 1.Channel 1.Data/);
    const [image] = (await readImarisImages(listedGroup(rest))).images;
    expect(await image?.levels[0].source.readChunk([1, 1, 0, 0, 0])).toBeUndefined();
  });

  it("numbers further images and names them after the file", async () => {
    const second = Object.fromEntries(
      Object.entries(channel(0, 0, 0, [1, 8, 8])).map(([path, node]) => [
        path.replace("DataSet", "DataSet1"),
        node,
      ]),
    );
    const { images } = await readImarisImages(listedGroup({ ...FILE, ...second }), { name: "file" });
    expect(images.map(({ name }) => name)).toEqual(["Zellen von Müller", "file 1"]);
  });

  it.each([
    ["no pixels", { "": FILE[""] ?? {} }],
    ["an image larger than its data", { ...FILE, ...bad("ImageSizeX", "129") }],
    ["a size that is none", { ...FILE, ...bad("ImageSizeY", "many") }],
    ["levels that differ in channels", without(FILE, /Level 1.*Channel 1/)],
  ])("rejects a file with %s", async (_, nodes) => {
    const error = await readImarisImages(listedGroup(nodes)).catch((cause: unknown) => cause);
    expect(isStorageError(error, "invalid-data")).toBe(true);
  });

  it("rejects a volume of another layout when it is read", async () => {
    const path = "DataSet/ResolutionLevel 0/TimePoint 1/Channel 1/Data";
    const [image] = (
      await readImarisImages(
        listedGroup({ ...FILE, [path]: volume([8, 128, 128], { chunkShape: [4, 64, 64] }) }),
      )
    ).images;
    await expect(image?.levels[0].source.readChunk([1, 1, 0, 0, 0])).rejects.toMatchObject({
      code: "unsupported",
    });
  });
});

describe("isImaris()", () => {
  it("knows a file by the attributes of its root", () => {
    expect(isImaris(fakeGroup(FILE))).toBe(true);
    expect(isImaris(fakeGroup({ "": { title: "something else" } }))).toBe(false);
  });
});

function bad(name: string, text: string): FakeNodes {
  const path = "DataSet/ResolutionLevel 0/TimePoint 0/Channel 0";
  return { [path]: { ...FILE[path], [name]: characters(text) } };
}

function without<T>(nodes: Readonly<Record<string, T>>, pattern: RegExp): Record<string, T> {
  return Object.fromEntries(Object.entries(nodes).filter(([path]) => !pattern.test(path)));
}
