import { type ChunkSource, readRegion } from "@chunkwright/core";
import { describe, expect, it } from "vitest";
import { readCompanionImages, readOmeTiff } from "../../src/tiff/ome-tiff.ts";
import type { TiffPages } from "../../src/tiff/tiff-pages.ts";
import { type FakePage, fakeFile } from "../fake-pages.ts";

interface Sizes {
  readonly c?: number;
  readonly z?: number;
  readonly t?: number;
}

function pixels({ c = 1, z = 1, t = 1 }: Sizes, children = "", order = "XYCZT", attributes = ""): string {
  return `<Image ID="Image:0" Name="cells"><Pixels DimensionOrder="${order}" Type="uint16" SizeX="4" SizeY="2"
    SizeZ="${z}" SizeC="${c}" SizeT="${t}" ${attributes}>${children}</Pixels></Image>`;
}

function document(images: string, attributes = 'UUID="urn:uuid:0"'): string {
  return `<OME xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06" ${attributes}>${images}</OME>`;
}

function pages(count: number, page: Partial<FakePage> = {}): FakePage[] {
  return Array.from({ length: count }, (_, n) => ({ shape: [2, 4], base: 1000 * n, ...page }));
}

/** First element of every plane, in C order: which page each came from. */
async function firstElements(source: ChunkSource): Promise<number[]> {
  const [t, c, z] = source.info.shape as [number, number, number];
  const region = { start: [0, 0, 0, 0, 0], shape: [t, c, z, 1, 1] };
  return Array.from((await readRegion(source, region)).data, Number);
}

async function openImage(file: TiffPages, xml: string) {
  const { images } = await readOmeTiff(file, xml);
  return images[0]!;
}

describe("readOmeTiff()", () => {
  it("places planes in the order that DimensionOrder gives", async () => {
    const xml = (order: string) => document(pixels({ c: 2, z: 3, t: 2 }, "<TiffData/>", order));
    const planes = async (order: string) => {
      const image = await openImage(fakeFile(pages(12)), xml(order));
      expect(image.levels[0].source.info.shape).toEqual([2, 2, 3, 2, 4]);
      return (await firstElements(image.levels[0].source)).map((value) => value / 1000);
    };
    expect(await planes("XYZCT")).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(await planes("XYCZT")).toEqual([0, 2, 4, 1, 3, 5, 6, 8, 10, 7, 9, 11]);
    expect(await planes("XYTZC")).toEqual([0, 2, 4, 6, 8, 10, 1, 3, 5, 7, 9, 11]);
  });

  it("gives an image without TiffData the pages in sequence", async () => {
    const image = await openImage(fakeFile(pages(3)), document(pixels({ z: 3 })));
    expect(await firstElements(image.levels[0].source)).toEqual([0, 1000, 2000]);
  });

  it("takes one plane for TiffData with an IFD, and all without", async () => {
    const one = await openImage(
      fakeFile(pages(3)),
      document(pixels({ z: 3 }, '<TiffData IFD="1" FirstZ="2"/>')),
    );
    expect(await firstElements(one.levels[0].source)).toEqual([0, 0, 1000]);
    const all = await openImage(fakeFile(pages(3)), document(pixels({ z: 3 }, '<TiffData FirstZ="1"/>')));
    expect(await firstElements(all.levels[0].source)).toEqual([0, 0, 1000]);
  });

  it("leaves chunks absent where no plane is placed", async () => {
    const image = await openImage(
      fakeFile(pages(1)),
      document(pixels({ z: 2 }, '<TiffData IFD="0" FirstZ="1" PlaneCount="1"/>')),
    );
    const { source } = image.levels[0];
    expect(await source.readChunk([0, 0, 0, 0, 0])).toBeUndefined();
    expect(await source.readChunk([0, 0, 1, 0, 0])).toBeDefined();
  });

  it("leaves chunks absent past the last IFD where no count is given", async () => {
    const image = await openImage(fakeFile(pages(1)), document(pixels({ z: 2 })));
    expect(await image.levels[0].source.readChunk([0, 0, 1, 0, 0])).toBeUndefined();
  });

  it("rejects a plane in an IFD that does not exist", async () => {
    const image = await openImage(
      fakeFile(pages(1)),
      document(pixels({ z: 2 }, '<TiffData PlaneCount="2"/>')),
    );
    await expect(image.levels[0].source.readChunk([0, 0, 1, 0, 0])).rejects.toMatchObject({
      code: "invalid-data",
    });
  });

  it("opens IFD 0 alone, and others with their chunks", async () => {
    const file = fakeFile(pages(20_000));
    const image = await openImage(
      file,
      document(pixels({ t: 20_000 }, '<TiffData IFD="0" PlaneCount="20000"/>')),
    );
    expect(file.asked).toEqual([0]);
    await image.levels[0].source.readChunk([7777, 0, 0, 0, 0]);
    await image.levels[0].source.readChunk([7777, 0, 0, 0, 0]);
    expect(file.asked).toEqual([0, 7777]);
  });

  it("lays samples along c, chunky or planar, without touching encoded bytes", async () => {
    const chunky = await openImage(
      fakeFile([{ shape: [2, 4, 3], chunkShape: [2, 2, 3] }]),
      document(pixels({ c: 3 }, '<Channel ID="C:0" SamplesPerPixel="3"/><TiffData/>')),
    );
    const { source } = chunky.levels[0];
    expect(source.info).toMatchObject({ shape: [1, 3, 1, 2, 4], chunkShape: [1, 3, 1, 2, 2] });
    const values = await readRegion(source, { start: [0, 0, 0, 0, 0], shape: [1, 3, 1, 2, 4] });
    expect(Array.from(values.data, Number).slice(0, 8)).toEqual([0, 3, 6, 9, 12, 15, 18, 21]);
    const encoded = await source.readEncodedChunk([0, 0, 0, 0, 1]);
    expect(encoded?.codecs[0]?.name).toBe("transpose");
    expect(chunky.channels).toEqual([{ color: 0xff0000 }, { color: 0x00ff00 }, { color: 0x0000ff }]);

    const planar = await openImage(
      fakeFile([{ shape: [3, 2, 4], chunkShape: [1, 2, 4], planarConfiguration: 2 }]),
      document(pixels({ c: 3 }, '<Channel ID="C:0" SamplesPerPixel="3"/><TiffData/>')),
    );
    expect(planar.levels[0].source.info).toMatchObject({
      shape: [1, 3, 1, 2, 4],
      chunkShape: [1, 1, 1, 2, 4],
    });
    expect(await firstElements(planar.levels[0].source)).toEqual([0, 8, 16]);
  });

  it("puts the samples of two RGB channels one after the other", async () => {
    const image = await openImage(
      fakeFile(pages(2, { shape: [2, 4, 3] })),
      document(pixels({ c: 6 }, "<TiffData/>")),
    );
    expect(await firstElements(image.levels[0].source)).toEqual([0, 1, 2, 1000, 1001, 1002]);
  });

  it("makes levels of SubIFDs, with the scale their shapes give", async () => {
    const page = { shape: [2, 4], base: 5, subIfds: [{ shape: [1, 2], base: 50 }, { shape: [7, 7] }] };
    const xml = document(
      pixels({ z: 2 }, "<TiffData/>", "XYCZT", 'PhysicalSizeX="0.5" PhysicalSizeY="0.5" PhysicalSizeZ="2"'),
    );
    const image = await openImage(fakeFile([page, page]), xml);
    expect(image.levels.map(({ source }) => source.info.shape)).toEqual([
      [1, 1, 2, 2, 4],
      [1, 1, 2, 1, 2],
    ]);
    expect(image.levels.map(({ scale, translation }) => ({ scale, translation }))).toEqual([
      { scale: [1, 1, 2, 0.5, 0.5], translation: [0, 0, 0, 0, 0] },
      { scale: [1, 1, 2, 1, 1], translation: [0, 0, 0, 0.25, 0.25] },
    ]);
    expect(await firstElements(image.levels[1]!.source)).toEqual([50, 50]);
  });

  it("gives axes their units, converted where OME-NGFF has no name for them", async () => {
    const attributes = `PhysicalSizeX="1" PhysicalSizeXUnit="pixel" PhysicalSizeY="2" PhysicalSizeYUnit="dam"
      PhysicalSizeZ="3" TimeIncrement="4" TimeIncrementUnit="ms"`;
    const image = await openImage(
      fakeFile(pages(1)),
      document(pixels({}, "<TiffData/>", "XYCZT", attributes)),
    );
    expect(image.axes).toEqual([
      { name: "t", type: "time", unit: "millisecond" },
      { name: "c", type: "channel" },
      { name: "z", type: "space", unit: "micrometer" },
      { name: "y", type: "space", unit: "meter" },
      { name: "x", type: "space" },
    ]);
    expect(image.levels[0].scale).toEqual([4, 1, 3, 20, 1]);
  });

  it("reads names and colours of channels, dropping alpha", async () => {
    const channels = '<Channel ID="C:0" Name="DNA" Color="65535"/><Channel ID="C:1" Color="-16776961"/>';
    const image = await openImage(fakeFile(pages(3)), document(pixels({ c: 3 }, `${channels}<TiffData/>`)));
    expect(image.channels).toEqual([{ name: "DNA", color: 0x0000ff }, { color: 0xff0000 }, {}]);
  });

  it("keeps the document's bytes", async () => {
    const xml = document(pixels({}, '<Channel Name="µ"/><TiffData/>'));
    const { omeXml } = await readOmeTiff(fakeFile(pages(1)), xml);
    expect(new TextDecoder().decode(omeXml)).toBe(xml);
  });

  it("opens planes in other files by name, its own by UUID", async () => {
    const site = (z: number, uuid: string, name: string) =>
      `<TiffData IFD="0" FirstZ="${z}"><UUID FileName="${name}">urn:uuid:${uuid}</UUID></TiffData>`;
    const xml = document(
      pixels({ z: 3 }, site(0, "0", "renamed.tif") + site(1, "1", "./b.tif") + site(2, "1", "b.tif")),
    );
    const opened: string[] = [];
    const { images } = await readOmeTiff(fakeFile(pages(1)), xml, {
      openFile: async (name) => {
        opened.push(name);
        return fakeFile(pages(1, { base: 7 }));
      },
    });
    expect(await firstElements(images[0]!.levels[0].source)).toEqual([0, 7, 7]);
    expect(opened).toEqual(["b.tif"]);
  });

  it("looks for the last part of a path beside the file: absolute ones are of where it was written", async () => {
    const named = (name: string, z: number) =>
      `<TiffData IFD="0" FirstZ="${z}"><UUID FileName="${name}">urn:uuid:1${z}</UUID></TiffData>`;
    const names = ["/data/b.tif", "C:\\data\\c.tif", "../d.tif"];
    const xml = document(pixels({ z: 3 }, names.map(named).join("")));
    const opened: string[] = [];
    const openFile = async (name: string) => {
      opened.push(name);
      return fakeFile(pages(1));
    };
    const { images } = await readOmeTiff(fakeFile(pages(1)), xml, { openFile });
    await firstElements(images[0]!.levels[0].source);
    expect(opened).toEqual(["b.tif", "c.tif", "d.tif"]);
  });

  it.each([
    ["..", "unsupported"],
    ["stream:a.tif", "unsupported"],
    ["missing.tif", "not-found"],
  ])("rejects planes in %s as %s", async (name, code) => {
    const uuid = (fileName: string) => `<UUID FileName="${fileName}">urn:uuid:${fileName}</UUID>`;
    const site = (fileName: string, z: number) =>
      `<TiffData IFD="0" FirstZ="${z}">${uuid(fileName)}</TiffData>`;
    const xml = document(pixels({ z: 2 }, site(name, 0) + site("other.tif", 1)));
    await expect(
      readOmeTiff(fakeFile(pages(1)), xml, { openFile: async () => undefined }),
    ).rejects.toMatchObject({ code });
  });

  it("takes a file that was renamed for the only one that its document names", async () => {
    const xml = (uuid: string) =>
      document(
        pixels({ z: 2 }, `<TiffData IFD="0" PlaneCount="2"><UUID${uuid}>urn:uuid:7</UUID></TiffData>`),
        "",
      );
    for (const uuid of [' FileName="before.ome.tif"', ""]) {
      const image = await openImage(fakeFile(pages(2)), xml(uuid));
      expect(await firstElements(image.levels[0].source)).toEqual([0, 1000]);
    }
    const { images } = await readOmeTiff(fakeFile(pages(2)), xml(' FileName="b.tif"'), {
      openFile: async () => fakeFile(pages(2, { base: 5 })),
    });
    expect(await firstElements(images[0]!.levels[0].source)).toEqual([5, 5]);
  });

  it("leaves out images whose files are missing, if it can tell", async () => {
    const named = (name: string) =>
      pixels({}, `<TiffData IFD="0"><UUID FileName="${name}">urn:uuid:${name}</UUID></TiffData>`);
    const xml = document(named("gone.tif") + named("0"));
    const unread: string[] = [];
    const { images } = await readOmeTiff(fakeFile(pages(1)), xml, {
      openFile: async (name) => (name === "0" ? fakeFile(pages(1)) : undefined),
      onUnread: ({ path, error }) => unread.push(`${path}: ${error.message}`),
    });
    expect(images.length).toBe(1);
    expect(unread).toEqual(["Image:0: Cannot find gone.tif, which holds planes of this image"]);
  });

  it("leaves out images of a companion file whose files are missing", async () => {
    const named = (name: string) =>
      pixels({}, `<TiffData IFD="0"><UUID FileName="${name}">urn:uuid:${name}</UUID></TiffData>`);
    const xml = new TextEncoder().encode(document(named("gone.tif") + named("a.tif")));
    const openFile = async (name: string) => (name === "a.tif" ? fakeFile(pages(1)) : undefined);
    const { images, unread, warnings } = await readCompanionImages(xml, { openFile });
    expect([images.length, unread?.length]).toEqual([1, 1]);
    expect(warnings).toEqual(["Image:0 is left out: Cannot find gone.tif, which holds planes of this image"]);
    await expect(readCompanionImages(xml, { openFile: async () => undefined })).rejects.toMatchObject({
      code: "not-found",
    });
  });

  it("ends a run of unknown length where the next begins, in the file of each", async () => {
    const site = (z: number) =>
      `<TiffData FirstZ="${z}"><UUID FileName="z${z}.tif">urn:uuid:z${z}</UUID></TiffData>`;
    const { images } = await readOmeTiff(fakeFile(pages(1)), document(pixels({ z: 4 }, site(0) + site(2))), {
      openFile: async (name) => fakeFile(pages(2, { base: 10 * Number(name[1]) })),
    });
    expect(await firstElements(images[0]!.levels[0].source)).toEqual([0, 0, 20, 20]);
  });

  it("drops elements that begin beyond the last plane, and counts from 1 where all do", async () => {
    const site = (z: number, ifd: number) => `<TiffData FirstZ="${z}" IFD="${ifd}" PlaneCount="1"/>`;
    const cropped = document(pixels({ z: 2 }, site(0, 0) + site(1, 1) + site(2, 2)));
    const fromOne = document(pixels({ z: 2 }, site(1, 0) + site(2, 1)));
    for (const xml of [cropped, fromOne]) {
      const image = await openImage(fakeFile(pages(3)), xml);
      expect(await firstElements(image.levels[0].source)).toEqual([0, 1000]);
    }
  });

  it("has as many channels as samples where SizeC does not count these", async () => {
    const image = await openImage(
      fakeFile([{ shape: [2, 4, 3] }]),
      document(pixels({ c: 1 }, "<TiffData/>")),
    );
    expect(image.levels[0].source.info.shape).toEqual([1, 3, 1, 2, 4]);
    expect(image.channels.length).toBe(3);
  });

  it("reads the metadata of a BinaryOnly file from its companion", async () => {
    const uuid = (n: number) => `<UUID FileName="z${n}.tif">urn:uuid:${n}</UUID>`;
    const companion = document(
      pixels({ z: 2 }, [0, 1].map((n) => `<TiffData IFD="0" FirstZ="${n}">${uuid(n)}</TiffData>`).join("")),
      'UUID="urn:uuid:9"',
    );
    const bytes = new TextEncoder().encode(companion);
    const files = { "z0.tif": fakeFile(pages(1)), "z1.tif": fakeFile(pages(1, { base: 7 })) };
    const openFile = async (name: string) => files[name as keyof typeof files];
    const binaryOnly = document(
      '<BinaryOnly MetadataFile="a.companion.ome" UUID="urn:uuid:9"/>',
      'UUID="urn:uuid:1"',
    );
    const { images, omeXml } = await readOmeTiff(files["z1.tif"], binaryOnly, {
      openFile,
      readFile: async (name) => (name === "a.companion.ome" ? bytes : undefined),
    });
    expect(await firstElements(images[0]!.levels[0].source)).toEqual([0, 7]);
    expect(omeXml).toBe(bytes);
    const direct = await readCompanionImages(bytes, { openFile });
    expect(await firstElements(direct.images[0]!.levels[0].source)).toEqual([0, 7]);
    await expect(readOmeTiff(files["z1.tif"], binaryOnly, {})).rejects.toMatchObject({ code: "unsupported" });
    const readFile = async () => undefined;
    await expect(readOmeTiff(files["z1.tif"], binaryOnly, { readFile })).rejects.toMatchObject({
      code: "not-found",
    });
  });

  it.each([
    ["planes of another size", pixels({}).replace('SizeX="4"', 'SizeX="5"'), "invalid-data"],
    ["samples that do not divide SizeC", pixels({ c: 4 }), "invalid-data"],
    ["more planes than any file has", pixels({ z: 2 ** 30, t: 2 ** 30 }), "invalid-data"],
    ["no plane at all", pixels({ c: 3 }, '<TiffData PlaneCount="0"/>'), "invalid-data"],
    ["two places for one plane", pixels({ c: 6 }, '<TiffData IFD="0"/><TiffData IFD="1"/>'), "invalid-data"],
    ["pixels in the XML", pixels({}, "<BinData>AA==</BinData>"), "unsupported"],
    ["no image", "", "invalid-data"],
  ])("rejects %s", async (_, images, code) => {
    const file = fakeFile(pages(2, { shape: [2, 4, 3] }));
    await expect(readOmeTiff(file, document(images))).rejects.toMatchObject({ code });
  });

  it("rejects a page unlike the first when it is read, but for its chunks", async () => {
    const xml = document(pixels({ z: 4 }, '<TiffData PlaneCount="4"/>'));
    const file = fakeFile([
      { shape: [2, 4] },
      { shape: [2, 4], dataType: "uint8" },
      { shape: [2, 4], chunkShape: [1, 4], base: 5 },
      { shape: [2, 5] },
    ]);
    const { source } = (await openImage(file, xml)).levels[0];
    const read = (z: number) => source.readChunk([0, 0, z, 0, 0]);
    await expect(read(1)).rejects.toMatchObject({ code: "invalid-data" });
    expect([...((await read(2))?.data ?? [])]).toEqual([5, 6, 7, 8, 9, 10, 11, 12]);
    await expect(read(3)).rejects.toMatchObject({ code: "invalid-data" });
  });

  it("rejects a page without the SubIFD that others have", async () => {
    const file = fakeFile([{ shape: [2, 4], subIfds: [{ shape: [1, 2] }] }, { shape: [2, 4] }]);
    const image = await openImage(file, document(pixels({ z: 2 })));
    await expect(image.levels[1]!.source.readChunk([0, 0, 1, 0, 0])).rejects.toMatchObject({
      code: "invalid-data",
    });
  });

  it("accepts an element that repeats another", async () => {
    const twice = '<TiffData IFD="0" PlaneCount="2"/><TiffData IFD="1" FirstZ="1"/>';
    const image = await openImage(fakeFile(pages(2)), document(pixels({ z: 2 }, twice)));
    expect(await firstElements(image.levels[0].source)).toEqual([0, 1000]);
  });
});
