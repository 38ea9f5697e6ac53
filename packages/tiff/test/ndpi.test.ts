import type { ByteSource } from "@chunkwright/core";
import { expect, test } from "vitest";
import { openTiff } from "../src/index.ts";

const FAR = 2 ** 32 + 4096;
const [SHORT, LONG] = [3, 4];

/** Two grey images of 2 x 1 pixels, behind more than 4 GiB of nothing: offsets have a high half of their own. */
function largeNdpi(): ByteSource {
  const header = new Uint8Array([0x49, 0x49, 42, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  const rest = new Uint8Array(1024);
  const view = new DataView(rest.buffer);
  const ifd = (at: number, next: number, pixels: number) => {
    const tags = [
      [256, LONG, 2],
      [257, LONG, 1],
      [258, SHORT, 8],
      [262, SHORT, 1],
      [273, LONG, FAR + pixels],
      [279, LONG, 2],
      [65420, LONG, 1],
    ] as const;
    view.setUint16(at, tags.length, true);
    const high = at + 2 + 12 * tags.length + 8;
    for (const [i, [tag, type, value]] of tags.entries()) {
      const entry = at + 2 + 12 * i;
      view.setUint16(entry, tag, true);
      view.setUint16(entry + 2, type, true);
      view.setUint32(entry + 4, 1, true);
      view.setUint32(entry + 8, value % 2 ** 32, true);
      view.setUint32(high + 4 * i, Math.floor(value / 2 ** 32), true);
    }
    view.setBigUint64(high - 8, BigInt(next), true);
  };
  ifd(0, FAR + 300, 600);
  ifd(300, 0, 602);
  rest.set([1, 2, 3, 4], 600);
  new DataView(header.buffer).setBigUint64(4, BigInt(FAR), true);
  const parts = [
    { start: 0, bytes: header },
    { start: FAR, bytes: rest },
  ];
  return {
    size: FAR + rest.length,
    async read(offset, length) {
      const result = new Uint8Array(length);
      for (const { start, bytes } of parts) {
        const from = Math.max(offset, start);
        const to = Math.min(offset + length, start + bytes.length);
        if (to > from) result.set(bytes.subarray(from - start, to - start), from - offset);
      }
      return result;
    },
  };
}

test("openTiff() follows the 64-bit offsets of NDPI files over 4 GiB", async () => {
  const file = await openTiff(largeNdpi());
  expect([file.isBigTiff, await file.ifdCount()]).toEqual([false, 2]);
  const chunks = [];
  for await (const ifd of file.ifds()) chunks.push(await ifd.source().readChunk([0, 0]));
  expect(chunks.map((chunk) => [...((chunk?.data as Uint8Array | undefined) ?? [])])).toEqual([
    [1, 2],
    [3, 4],
  ]);
});
