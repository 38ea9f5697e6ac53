import { type ByteSource, fileOfBytes } from "@chunkwright/core";
import { expect, test } from "vitest";
import { openTiff } from "../../src/index.ts";
import { type Field, imageFields, LONG, SHORT, tiffBytes } from "../tiff-bytes.ts";

const UNDEFINED = 7;

/** Images and thumbnails of 2 x 1 pixels at the places given, which are the pixels' values too, modulo 251. */
function lsm(
  places: readonly number[],
  info: { times: number; positions: number; bytesBeforeLast?: number },
): ByteSource {
  const lsmInfo = new DataView(new ArrayBuffer(272));
  lsmInfo.setInt32(24, info.times, true);
  lsmInfo.setInt32(264, info.positions, true);
  const ifds = places.map((place, n): readonly Field[] => {
    const strip: Field = [273, LONG, [place % 2 ** 32]];
    const tag: Field[] = n === 0 ? [[34412, UNDEFINED, [...new Uint8Array(lsmInfo.buffer)]]] : [];
    const isBeforeLast = info.bytesBeforeLast && n === places.length - 2;
    const filler: Field[] = isBeforeLast ? [[65001, UNDEFINED, Array(info.bytesBeforeLast).fill(0)]] : [];
    return imageFields(2, 1, [strip, ...tag, ...filler]);
  });
  const header = tiffBytes({ ifds });
  return {
    size: Math.max(...places) + 1000,
    async read(offset, length) {
      const result = Uint8Array.from({ length }, (_, i) => (offset + i) % 251);
      if (offset < header.length) result.set(header.subarray(offset, offset + length));
      return result;
    },
  };
}

async function readPlaces(file: ByteSource): Promise<number[]> {
  const places: number[] = [];
  for await (const ifd of (await openTiff(file)).ifds()) {
    const source = ifd.source();
    places.push((await source.locateChunk([0, 0]))?.offset ?? -1);
    const { data } = (await source.readChunk([0, 0]))!;
    expect((data as Uint8Array)[0]).toBe(places.at(-1)! % 251);
  }
  return places;
}

test("strips of LSM files over 4 GiB lie where their order says", async () => {
  const places = [3e9, 3.2e9, 4.4e9, 4.5e9, 8e9, 8.7e9, 9e9, 13e9];
  expect(await readPlaces(lsm(places, { times: 1, positions: 1 }))).toEqual(places);
});

test("thumbnails may come first", async () => {
  const places = [3.2e9, 3e9, 4.5e9, 4.4e9];
  expect(await readPlaces(lsm(places, { times: 1, positions: 1 }))).toEqual(places);
});

test("IFDs of several positions have all times of each together, strips do not", async () => {
  const written = [1e9, 1.5e9, 2e9, 2.5e9, 4.4e9, 4.5e9, 5e9, 5.5e9];
  const places = [
    ...written.slice(0, 2),
    ...written.slice(4, 6),
    ...written.slice(2, 4),
    ...written.slice(6),
  ];
  expect(await readPlaces(lsm(places, { times: 2, positions: 2 }))).toEqual(places);
});

test("byte counts of LSM files are those of the pixels: strips end with the file at the latest", async () => {
  // LZW: clear, 1, 2, end.
  const data = [0x80, 0x00, 0x40, 0x50, 0x10];
  const changes: Field[] = [
    [259, SHORT, [5]],
    [279, LONG, [100_000]],
    [34412, UNDEFINED, new Array<number>(272).fill(0)],
  ];
  const file = await openTiff(fileOfBytes(tiffBytes({ data, ifds: [imageFields(2, 1, changes)] })));
  const chunk = await (await file.ifd(0)).source().readChunk([0, 0]);
  expect(chunk?.data).toEqual(Uint8Array.of(1, 2));
});

test("strip offsets are read again after a failure of storage, and after an abort of who read them first", async () => {
  const places = [3e9, 3.2e9, 4.4e9, 4.5e9];
  const file = lsm(places, { times: 1, positions: 1, bytesBeforeLast: 200_000 });
  let isDown = false;
  const read: ByteSource["read"] = async (offset, length, options) => {
    await new Promise((resolve) => setTimeout(resolve, 1));
    options?.signal?.throwIfAborted();
    if (isDown) throw new Error("for a moment");
    return file.read(offset, length);
  };
  const source = (await (await openTiff({ ...file, read })).ifd(2)).source();
  isDown = true;
  await expect(source.locateChunk([0, 0])).rejects.toThrow("for a moment");
  isDown = false;
  const controller = new AbortController();
  const first = source.locateChunk([0, 0], { signal: controller.signal });
  const second = source.locateChunk([0, 0]);
  controller.abort("enough");
  await expect(first).rejects.toBe("enough");
  expect((await second)?.offset).toBe(4.4e9);
});
