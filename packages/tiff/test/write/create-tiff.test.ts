import { inThreadCoder } from "@chunkwright/codecs";
import {
  bytesOf,
  type Chunk,
  type CodecSpec,
  type DataType,
  fileOfBytes,
  readRegion,
  type Shape,
  writeArray,
} from "@chunkwright/core";
import { lendingFile, writingCoder } from "@chunkwright/testkit";
import { describe, expect, it } from "vitest";
import { createTiff, isTiffPipeline, openTiff, type TiffImage, type TiffWriter } from "../../src/index.ts";
import { imageOf, LITTLE, MemoryFile, randomChunk, writeAll, ZLIB } from "./written.ts";

const PREDICTED: CodecSpec = { name: "tiff.horizontal_differencing", configuration: { axis: -1 } };
const PREDICTED_COLOURS: CodecSpec = { name: "tiff.horizontal_differencing", configuration: { axis: -2 } };

async function finished(file: MemoryFile, writer: TiffWriter, chunks: readonly Chunk[]) {
  for (const [i, chunk] of chunks.entries()) await writeAll(writer.images[i]!.sink, chunk);
  await writer.close();
  return openTiff(fileOfBytes(file.bytes));
}

const whole = ({ shape }: { readonly shape: readonly number[] }) => ({ start: shape.map(() => 0), shape });

describe("createTiff()", () => {
  it.each([false, true])("writes pages one behind the other, BigTIFF: %s", async (bigTiff) => {
    const file = new MemoryFile();
    const pages = [1, 2, 3].map((seed) => randomChunk("uint16", [20, 33], seed));
    const image = imageOf("uint16", [20, 33], [16, 16]);
    const tiff = await finished(file, createTiff(file, [image, image, image], { bigTiff }), pages);
    expect(tiff.isBigTiff).toBe(bigTiff);
    for (const [i, page] of pages.entries()) {
      const source = (await tiff.ifd(i)).source();
      expect((await readRegion(source, whole(page))).data).toEqual(page.data);
    }
  });

  it.each([
    ["with compression", [PREDICTED, LITTLE, ZLIB]],
    ["without", [LITTLE]],
  ])("has a coder that can write do so, %s, but for what it refuses", async (_name, codecs) => {
    const file = lendingFile(new MemoryFile());
    const coder = writingCoder(inThreadCoder, file);
    const pages = [1, 2].map((seed) => randomChunk("uint16", [40, 33], seed));
    const image = imageOf("uint16", [40, 33], [16, 16], codecs);
    const writer = createTiff(file, [image, image], { coder });
    await Promise.all(
      writer.images.map(async ({ sink }, i) => {
        await writeArray(sink, pages[i]!);
        await sink.close();
      }),
    );
    await writer.close();
    expect([coder.written, coder.refused]).toEqual([9, 9]);
    const tiff = await openTiff(fileOfBytes(file.bytes));
    for (const [i, page] of pages.entries()) {
      expect(await readRegion((await tiff.ifd(i)).source(), whole(page))).toEqual(page);
    }
  });

  it("refuses what a coder wrote beyond 4 GiB of a classic file", async () => {
    const coder = { ...inThreadCoder, encodeTo: async () => ({ offset: 2 ** 32 - 8, length: 10 }) };
    const image = imageOf("uint16", [16, 16], [16, 16]);
    const { images } = createTiff(lendingFile(new MemoryFile()), [image], { coder });
    await expect(writeArray(images[0]!.sink, randomChunk("uint16", [16, 16]))).rejects.toMatchObject({
      code: "unsupported",
      message: `Cannot write TIFF file: ${2 ** 32 + 2} needs BigTIFF`,
    });
  });

  it.each([
    ["tiles", {}, [20, 33], [16, 16], [PREDICTED, LITTLE, ZLIB]],
    ["tiles of colours", {}, [20, 33, 3], [16, 16, 3], [PREDICTED_COLOURS, LITTLE, ZLIB]],
    ["planes", { planar: true }, [2, 20, 33], [1, 16, 16], [PREDICTED, LITTLE, ZLIB]],
    ["strips", { strips: true }, [20, 33], [16, 33], [PREDICTED, LITTLE, ZLIB]],
    ["strips without compression", { strips: true }, [20, 33], [16, 33], [LITTLE]],
  ] as const)(
    "takes whole arrays in %s and leaves them as they are",
    async (_name, options, shape, tile, codecs) => {
      const pixels = randomChunk("uint16", shape);
      const image = imageOf("uint16", shape, tile, [...codecs], options);
      const file = new MemoryFile();
      const writer = createTiff(file, [image]);
      await writeArray(writer.images[0]!.sink, pixels);
      await writer.images[0]!.sink.close();
      await writer.close();
      expect(pixels).toEqual(randomChunk("uint16", shape));
      const source = (await (await openTiff(fileOfBytes(file.bytes))).ifd(0)).source();
      expect(await readRegion(source, whole(pixels))).toEqual(pixels);
    },
  );

  it("gives encoded bytes back to the coder once they are stored, where the sink keeps nothing", async () => {
    const pixels = randomChunk("uint16", [40, 40]);
    for (const keepsNothing of [true, undefined]) {
      const released: number[] = [];
      const release = (bytes: Uint8Array) => {
        released.push(bytes.byteLength);
        bytes.fill(0);
      };
      const file = Object.assign(new MemoryFile(), keepsNothing && { keepsNothing });
      const image = imageOf("uint16", [40, 40], [16, 16]);
      const writer = createTiff(file, [image], { coder: { ...inThreadCoder, release } });
      await writeArray(writer.images[0]!.sink, pixels);
      await writer.images[0]!.sink.close();
      const source = (await (await finished(file, writer, [])).ifd(0)).source();
      expect(await readRegion(source, whole(pixels))).toEqual(pixels);
      expect(released.length).toBe(keepsNothing ? 9 : 0);
    }
  });

  it("is no TIFF until it is closed", async () => {
    const file = new MemoryFile();
    const writer = createTiff(file, [imageOf("uint8", [16, 16], [16, 16])]);
    await writeAll(writer.images[0]!.sink, randomChunk("uint8", [16, 16]));
    expect(Math.min(...file.offsets)).toBeGreaterThan(0);
    await writer.close();
    expect(file.offsets.at(-1)).toBe(0);
    expect(file.isClosed).toBe(true);
  });

  it("puts directories before all chunks, so that one request opens the file", async () => {
    const file = new MemoryFile();
    const image = imageOf("uint8", [64, 64], [16, 16], undefined, {
      levels: [imageOf("uint8", [32, 32], [16, 16])],
    });
    const writer = createTiff(file, [image, image]);
    for (const { sink, levels } of writer.images) {
      await writeAll(sink, randomChunk("uint8", [64, 64]));
      await writeAll(levels[0]!.sink, randomChunk("uint8", [32, 32]));
    }
    const firstChunk = Math.min(...file.offsets);
    file.offsets.length = 0;
    await writer.close();
    expect(Math.max(...file.offsets)).toBeLessThan(firstChunk);
  });

  it("fills what nobody wrote, sharing the bytes where they are compressed", async () => {
    for (const codecs of [[LITTLE], [LITTLE, ZLIB]] satisfies CodecSpec[][]) {
      const file = new MemoryFile();
      const image = imageOf("uint16", [48, 48], [16, 16], codecs);
      const writer = createTiff(file, [{ ...image, info: { ...image.info, fillValue: 7 } }]);
      const { sink } = writer.images[0]!;
      await sink.writeChunk([1, 1], randomChunk("uint16", [16, 16]));
      await sink.close();
      await writer.close();
      const source = (await (await openTiff(fileOfBytes(file.bytes))).ifd(0)).source();
      const { data } = await readRegion(source, whole({ shape: [48, 48] }));
      expect(data.length).toBe(48 * 48);
      expect([data[0], data[48 * 48 - 1]]).toEqual([7, 7]);
      expect((await readRegion(source, { start: [16, 16], shape: [16, 16] })).data).toEqual(
        randomChunk("uint16", [16, 16]).data,
      );
      if (codecs.length > 1) expect(file.bytes.byteLength).toBeLessThan(2000);
    }
  });

  it("keeps pages without compression in one piece, in order, whatever the order of the writes", async () => {
    const file = new MemoryFile();
    const image = imageOf("uint16", [10, 7], [4, 7], [LITTLE], { strips: true });
    const pages = [randomChunk("uint16", [10, 7], 1), randomChunk("uint16", [10, 7], 2)];
    const tiff = await finished(file, createTiff(file, [image, image]), pages);
    const [first, second] = await Promise.all([
      (await tiff.ifd(0)).source().locateChunk([0, 0]),
      (await tiff.ifd(1)).source().locateChunk([0, 0]),
    ]);
    const bytes = bytesOf(pages[0]!.data);
    expect(file.bytes.subarray(first!.offset, first!.offset + 140)).toEqual(bytes);
    expect(second!.offset - first!.offset).toBe(140);
  });

  it("places planes without a directory behind the first one", async () => {
    const file = new MemoryFile();
    const image = imageOf("uint16", [5, 7], [5, 7], [LITTLE], { strips: true });
    const planes = [randomChunk("uint16", [5, 7], 1), randomChunk("uint16", [5, 7], 2)];
    const tiff = await finished(file, createTiff(file, [image, { ...image, unlisted: true }]), planes);
    expect(await tiff.ifdCount()).toBe(1);
    const { offset } = (await (await tiff.ifd(0)).source().locateChunk([0, 0]))!;
    expect(file.bytes.subarray(offset + 70)).toEqual(bytesOf(planes[1]!.data));
    const compressed = { ...imageOf("uint16", [16, 16], [16, 16]), unlisted: true };
    expect(() => createTiff(file, [image, compressed])).toThrow(RangeError);
  });

  it("places a classic stack beyond 4 GiB if only its first plane has a directory", () => {
    const plane = imageOf("uint8", [2 ** 15, 2 ** 15], [2 ** 15, 2 ** 15], [LITTLE], { strips: true });
    const hidden = new Array<TiffImage>(5).fill({ ...plane, unlisted: true });
    expect(createTiff(new MemoryFile(), [plane, ...hidden], { bigTiff: false }).isBigTiff).toBe(false);
    expect(() => createTiff(new MemoryFile(), new Array(5).fill(plane), { bigTiff: false })).toThrow(
      expect.objectContaining({ code: "unsupported" }),
    );
  });

  it("stores encoded chunks untouched where the pipelines agree", async () => {
    const file = new MemoryFile();
    const image = imageOf("uint8", [16, 16], [16, 16]);
    const writer = createTiff(file, [image]);
    const { sink } = writer.images[0]!;
    const encoded = {
      bytes: Uint8Array.of(1, 2, 3),
      dataType: "uint8",
      shape: [16, 16],
      codecs: [{ name: "bytes" }, { name: "numcodecs.zlib", configuration: { level: 9 } }],
    } as const;
    await sink.writeEncodedChunk([0, 0], encoded);
    await expect(sink.writeEncodedChunk([0, 0], { ...encoded, codecs: [{ name: "bytes" }] })).rejects.toThrow(
      TypeError,
    );
    await sink.close();
    await writer.close();
    const source = (await (await openTiff(fileOfBytes(file.bytes))).ifd(0)).source();
    expect((await source.readEncodedChunk([0, 0]))?.bytes).toEqual(encoded.bytes);
  });

  it("gives back what has been written, for levels to be made of", async () => {
    const file = new MemoryFile();
    const writer = createTiff(file, [imageOf("float32", [20, 20], [16, 16])]);
    const chunk = randomChunk("float32", [20, 20]);
    const [image] = writer.images;
    await writeAll(image!.sink, chunk);
    expect((await readRegion(image!.reopen(), whole(chunk))).data).toEqual(chunk.data);
  });

  it.each([
    ["bool samples", imageOf("bool", [16, 16], [16, 16])],
    ["raw samples", imageOf("r24", [16, 16], [16, 16])],
    ["four axes", imageOf("uint8", [1, 1, 16, 16], [1, 1, 16, 16])],
    ["no pixels", imageOf("uint8", [0, 16], [16, 16])],
    [
      "big-endian elements",
      imageOf("uint16", [16, 16], [16, 16], [{ name: "bytes", configuration: { endian: "big" } }]),
    ],
    ["an unknown codec", imageOf("uint8", [16, 16], [16, 16], [LITTLE, { name: "blosc" }])],
    ["two compressors", imageOf("uint8", [16, 16], [16, 16], [LITTLE, ZLIB, ZLIB])],
    [
      "a predictor without compression",
      imageOf("uint8", [16, 16], [16, 16], [{ name: "tiff.horizontal_differencing" }, LITTLE]),
    ],
    [
      "a predictor in front of PackBits, which libtiff does not undo",
      imageOf(
        "uint8",
        [16, 16],
        [16, 16],
        [{ name: "tiff.horizontal_differencing" }, LITTLE, { name: "tiff.packbits" }],
      ),
    ],
  ])("refuses %s", (_name, image) => {
    expect(() => createTiff(new MemoryFile(), [image])).toThrow(
      expect.objectContaining({ code: "unsupported" }),
    );
  });

  it.each([
    ["tiles of odd sizes", imageOf("uint8", [16, 16], [10, 16])],
    [
      "strips that are not as wide as the image",
      imageOf("uint8", [16, 16], [4, 8], undefined, { strips: true }),
    ],
    ["tiles of some samples", imageOf("uint8", [16, 16, 3], [16, 16, 1])],
  ])("refuses %s as a mistake", (_name, image) => {
    expect(() => createTiff(new MemoryFile(), [image])).toThrow(RangeError);
  });

  it("chooses BigTIFF where the images might not fit otherwise", () => {
    const big = createTiff(new MemoryFile(), [imageOf("uint8", [65536, 65536], [512, 512])]);
    expect(big.isBigTiff).toBe(true);
    expect(createTiff(new MemoryFile(), [imageOf("uint8", [16384, 16384], [512, 512])]).isBigTiff).toBe(
      false,
    );
  });

  it("has planes as pictures, unless they are so narrow as to be taken for samples", () => {
    const pipeline = (dataType: DataType, shape: Shape, name: string) =>
      isTiffPipeline(imageOf(dataType, shape, shape, [{ name }]).info, true);
    expect(pipeline("uint16", [3, 16, 16], "tiff.jpegxl")).toBe(true);
    expect(pipeline("uint16", [3, 16, 4], "tiff.jpegxl")).toBe(false);
    expect(pipeline("uint8", [3, 16, 16], "tiff.webp")).toBe(false);
  });

  it("cannot be closed while an image is open", async () => {
    const writer = createTiff(new MemoryFile(), [imageOf("uint8", [16, 16], [16, 16])]);
    await expect(writer.close()).rejects.toThrow(TypeError);
  });
});

describe("close()", () => {
  it("writes the file once, however often it is asked at a time", async () => {
    const file = new MemoryFile();
    const writer = createTiff(file, [imageOf("uint8", [16, 16], [16, 16])]);
    await writer.images[0]!.sink.close();
    const before = file.offsets.length;
    await Promise.all([writer.close(), writer.close()]);
    await writer.close();
    expect(file.offsets.slice(before).filter((offset) => offset === 0)).toEqual([0]);
  });

  it("can be asked again after it failed", async () => {
    const file = new MemoryFile();
    const writer = createTiff(file, [imageOf("uint8", [16, 16], [16, 16])]);
    await expect(writer.close()).rejects.toThrow("an image is still open");
    await writer.images[0]!.sink.close();
    await writer.close();
    expect(file.isClosed).toBe(true);
  });
});

it("refuses more tiles than it can keep the places of", () => {
  const image = imageOf("uint8", [2 ** 31, 2 ** 31], [16, 16]);
  expect(() => createTiff(new MemoryFile(), [image])).toThrow(
    expect.objectContaining({
      code: "unsupported",
      message: "Cannot write TIFF image: it has no place for 18014398509481984 tiles",
    }),
  );
});
