import { seededRandom } from "@chunkwright/testkit";
import { describe, expect, it } from "vitest";
import { decodeXz } from "../../src/lzma/xz.ts";
import { encodeXz } from "../../src/lzma/xz-encode.ts";

const random = seededRandom(4);
const bytes = (length: number, make: (i: number) => number) => Uint8Array.from({ length }, (_, i) => make(i));

describe("encodeXz()", () => {
  it.each<[string, Uint8Array<ArrayBuffer>]>([
    ["nothing", new Uint8Array(0)],
    ["a byte", Uint8Array.of(7)],
    ["zeroes, in one match after another", new Uint8Array(100_000)],
    ["a period", bytes(30_000, (i) => i % 300)],
    ["what no code makes shorter", bytes(200_000, () => random.below(256))],
    ["few bytes", bytes(50_000, () => random.below(4) * random.below(4))],
    ["what is alike at a distance", bytes(300_000, (i) => (i * i) >> 12)],
    ["noise, then a repetition of it", bytes(200_000, (i) => ((i % 100_000) * 2_654_435_761) >>> 24)],
    ["more than a chunk may hold", bytes(5_000_000, (i) => i >> 16)],
  ])("writes %s so that it reads back", async (_, content) => {
    for (const check of [0, 1, 4, 10]) {
      const encoded = await encodeXz(content, check);
      const decoded = await decodeXz(encoded, content.length);
      expect(Buffer.from(decoded).equals(content), `check ${check}`).toBe(true);
      if (content.length > 1_000_000) break;
    }
  });
});
