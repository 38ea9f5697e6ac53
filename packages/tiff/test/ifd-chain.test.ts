import { type ByteSource, type Bytes, fileOfBytes } from "@chunkwright/core";
import { expect, test } from "vitest";
import { openTiff } from "../src/index.ts";

/** A file of IFDs without entries at these offsets, and how often its reader waits. */
function fileOfIfds(offsets: readonly number[]) {
  const bytes: Bytes = new Uint8Array(offsets.at(-1)! + 6);
  const view = new DataView(bytes.buffer);
  bytes.set([0x49, 0x49, 42, 0]);
  view.setUint32(4, offsets[0]!, true);
  for (const [n, offset] of offsets.entries()) view.setUint32(offset + 2, offsets[n + 1] ?? 0, true);
  const inner = fileOfBytes(bytes);
  const counts = { reads: 0, rounds: 0 };
  let round: Promise<void> | undefined;
  const file: ByteSource = {
    size: inner.size,
    async read(offset, length) {
      counts.reads += 1;
      if (!round) {
        counts.rounds += 1;
        round = new Promise((resolve) => {
          setTimeout(() => {
            round = undefined;
            resolve();
          }, 1);
        });
      }
      await round;
      return inner.read(offset, length);
    },
  };
  return { file, counts };
}

const FAR = 100_000;
const IFDS = 200;

test("IfdChain asks for IFDs far from each other together, if their distance is constant", async () => {
  const { file, counts } = fileOfIfds(Array.from({ length: IFDS }, (_, n) => 8 + n * FAR));
  expect(await (await openTiff(file)).ifdCount()).toBe(IFDS);
  expect(counts.rounds).toBeLessThan(15);
  expect(counts.reads).toBeLessThanOrEqual(IFDS);
});

test("IfdChain asks for no more than lead to the IFD that is wanted", async () => {
  const { file, counts } = fileOfIfds(Array.from({ length: IFDS }, (_, n) => 8 + n * FAR));
  expect((await (await openTiff(file)).ifd(24)).offset).toBe(8 + 24 * FAR);
  expect(counts.reads).toBe(25);
  expect(counts.rounds).toBeLessThanOrEqual(6);
});

test("IfdChain follows links that lead elsewhere than to where they seemed to", async () => {
  const offsets = Array.from({ length: IFDS }, (_, n) => 8 + n * FAR + (n % 10 === 9 ? 7 : 0));
  const { file, counts } = fileOfIfds(offsets);
  const tiff = await openTiff(file);
  const found: number[] = [];
  for await (const { offset } of tiff.ifds()) found.push(offset);
  expect(found).toEqual(offsets);
  expect(counts.reads).toBeLessThan(2 * IFDS);
});
