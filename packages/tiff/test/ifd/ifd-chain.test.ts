import { type Bytes, fileOfBytes } from "@chunkwright/core";
import { type RecordingFile, recordingFile } from "@chunkwright/testkit";
import { describe, expect, test } from "vitest";
import { openTiff } from "../../src/index.ts";

const ENTRIES = [
  [256, 3],
  [257, 2],
  [273, 8],
] as const;
const IFD_BYTES = 2 + 12 * ENTRIES.length + 4;

/** A file with IFDs at `offsets`, each leading to the next. Its pixels are the header's neighbours. */
function chain(
  offsets: readonly number[],
  byteLength = offsets.at(-1)! + IFD_BYTES,
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(byteLength);
  const view = new DataView(bytes.buffer);
  bytes.set([0x49, 0x49, 42, 0]);
  view.setUint32(4, offsets[0]!, true);
  for (const [n, offset] of offsets.entries()) {
    view.setUint16(offset, ENTRIES.length, true);
    for (const [i, [tag, value]] of ENTRIES.entries()) {
      const at = offset + 2 + 12 * i;
      view.setUint16(at, tag, true);
      view.setUint16(at + 2, 4, true);
      view.setUint32(at + 4, 1, true);
      view.setUint32(at + 8, value, true);
    }
    view.setUint32(offset + IFD_BYTES - 4, offsets[n + 1] ?? 0, true);
  }
  return bytes;
}

const even = (count: number, distance: number) => Array.from({ length: count }, (_, n) => 100 + n * distance);

describe("IFDs in even distances", () => {
  test.each([
    ["close together", 20_000, IFD_BYTES],
    ["between the pixels", 20_000, 2048],
    ["far apart", 300, 200_000],
  ])("%s are counted and found in at most 30 requests", async (_, count, distance) => {
    const offsets = even(count, distance);
    const file = recordingFile(chain(offsets));
    const tiff = await openTiff(file);
    expect(await tiff.ifdCount()).toBe(count);
    expect((await tiff.ifd(count - 7)).offset).toBe(offsets.at(-7));
    expect((await tiff.ifd(count - 1)).offset).toBe(offsets.at(-1));
    expect(file.reads).toBeLessThanOrEqual(30);
  });

  test("are found without counting them", async () => {
    const file = recordingFile(chain(even(20_000, 2048)));
    expect((await (await openTiff(file)).ifd(8000)).offset).toBe(100 + 8000 * 2048);
    expect(file.reads).toBeLessThanOrEqual(15);
  });

  test("are walked once more from where one turns out to be elsewhere", async () => {
    const guessed = even(1000, 512);
    // Number 501 lies behind all others, where no probe looks.
    const offsets = guessed.with(501, 100 + 1000 * 512);
    const bytes = chain(offsets, 100 + 1001 * 512);
    // What was there still looks like an IFD.
    bytes.set(bytes.subarray(offsets[502]!, offsets[502]! + IFD_BYTES), guessed[501]!);
    const view = new DataView(bytes.buffer);
    view.setUint32(guessed[501]! + IFD_BYTES - 4, guessed[502]!, true);
    const tiff = await openTiff(fileOfBytes(bytes));
    await tiff.ifd(900);
    expect((await tiff.ifd(500)).offset).toBe(offsets[500]);
    expect((await tiff.ifd(501)).offset).toBe(offsets[501]);
    expect(await tiff.ifdOffsets()).toEqual(offsets);
  });
});

test("IFDs in several even runs are all found", async () => {
  const offsets = [...even(100, 64), ...even(300, 300).map((offset) => offset + 20_000), 200_000, 300_000];
  const tiff = await openTiff(fileOfBytes(chain(offsets)));
  expect(await tiff.ifdOffsets()).toEqual(offsets);
  expect(await tiff.ifdCount()).toBe(offsets.length);
});

test("a chain that leads back is refused, however even it is", async () => {
  const offsets = even(500, 64);
  const bytes = chain(offsets);
  new DataView(bytes.buffer).setUint32(offsets.at(-1)! + IFD_BYTES - 4, offsets[3]!, true);
  await expect((await openTiff(fileOfBytes(bytes))).ifdCount()).rejects.toMatchObject({
    code: "invalid-data",
  });
});

describe("offsets kept beside a file", () => {
  const offsets = Array.from({ length: 400 }, (_, n) => 100 + 64 * n + (n % 7));

  test("save the walk", async () => {
    const file = recordingFile(chain(offsets.map((offset) => 1000 * offset)));
    const kept = offsets.map((offset) => 1000 * offset);
    const tiff = await openTiff(file, { ifdOffsets: kept });
    expect(await tiff.ifdCount()).toBe(400);
    expect((await tiff.ifd(399)).offset).toBe(kept[399]);
    expect(file.reads).toBeLessThanOrEqual(3);
  });

  test.each([
    ["of another file", (kept: number[]) => kept.map((offset, n) => (n === 0 ? offset : offset + 1))],
    ["of fewer IFDs", (kept: number[]) => kept.slice(0, 200)],
    ["that are no numbers", (kept: number[]) => kept.map((offset, n) => (n === 300 ? Number.NaN : offset))],
  ])("%s are found out", async (_, change) => {
    const tiff = await openTiff(fileOfBytes(chain(offsets)), { ifdOffsets: change(offsets) });
    for (const n of [0, 150, 199, 299, 300]) expect((await tiff.ifd(n)).offset).toBe(offsets[n]);
  });
});

/** A file of IFDs without entries at these offsets, and how often its reader waits. */
function fileOfIfds(offsets: readonly number[]): RecordingFile {
  const bytes: Bytes = new Uint8Array(offsets.at(-1)! + 6);
  const view = new DataView(bytes.buffer);
  bytes.set([0x49, 0x49, 42, 0]);
  view.setUint32(4, offsets[0]!, true);
  for (const [n, offset] of offsets.entries()) view.setUint32(offset + 2, offsets[n + 1] ?? 0, true);
  return recordingFile(bytes);
}

const FAR = 100_000;
const IFDS = 200;

test("IfdChain asks for IFDs far from each other together, if their distance is constant", async () => {
  const file = fileOfIfds(Array.from({ length: IFDS }, (_, n) => 8 + n * FAR));
  expect(await (await openTiff(file)).ifdCount()).toBe(IFDS);
  expect(file.rounds).toBeLessThan(15);
  expect(file.reads).toBeLessThanOrEqual(IFDS);
});

test("IfdChain asks for no more than lead to the IFD that is wanted", async () => {
  const file = fileOfIfds(Array.from({ length: IFDS }, (_, n) => 8 + n * FAR));
  expect((await (await openTiff(file)).ifd(24)).offset).toBe(8 + 24 * FAR);
  expect(file.reads).toBeLessThanOrEqual(25);
  expect(file.rounds).toBeLessThanOrEqual(6);
});

test("IfdChain follows links that lead elsewhere than to where they seemed to", async () => {
  const offsets = Array.from({ length: IFDS }, (_, n) => 8 + n * FAR + (n % 10 === 9 ? 7 : 0));
  const file = fileOfIfds(offsets);
  const tiff = await openTiff(file);
  const found: number[] = [];
  for await (const { offset } of tiff.ifds()) found.push(offset);
  expect(found).toEqual(offsets);
  expect(file.reads).toBeLessThan(2 * IFDS);
});

test("IfdChain asks together for IFDs whose places are known, if they are wanted one after the other", async () => {
  const offsets = Array.from({ length: IFDS }, (_, n) => 8 + n * FAR + ((n * n) % 97));
  const file = fileOfIfds(offsets);
  const tiff = await openTiff(file, { ifdOffsets: offsets });
  const found: number[] = [];
  for await (const { offset } of tiff.ifds()) found.push(offset);
  expect(found).toEqual(offsets);
  expect(file.rounds).toBeLessThan(20);
  expect(file.reads).toBeLessThanOrEqual(IFDS);
});

describe("IFDs that do not ascend", () => {
  const offsets = [900, 800, 700, 100, 200, 950, 300];

  test("are found in the order of the chain", async () => {
    const tiff = await openTiff(fileOfBytes(chain(offsets, 1000)));
    expect(await tiff.ifdOffsets()).toEqual(offsets);
  });

  test.each(offsets)("are refused if the last leads back to %i", async (first) => {
    const bytes = chain(offsets, 1000);
    new DataView(bytes.buffer).setUint32(offsets.at(-1)! + IFD_BYTES - 4, first, true);
    const tiff = await openTiff(fileOfBytes(bytes));
    await expect(tiff.ifdCount()).rejects.toThrow(`leads back to ${first}`);
    expect((await tiff.ifd(6)).offset).toBe(300);
  });
});
