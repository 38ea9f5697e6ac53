import { seededRandom } from "@chunkwright/testkit";
import { describe, expect, it } from "vitest";
import { decodeBzip2 } from "../../src/bzip2/bzip2.ts";
import { encodeBzip2 } from "../../src/bzip2/bzip2-encode.ts";
import { sortRotations } from "../../src/bzip2/sort-rotations.ts";

const random = seededRandom(9);
const bytes = (length: number, make: (i: number) => number) => Uint8Array.from({ length }, (_, i) => make(i));

describe("encodeBzip2()", () => {
  it.each<[string, Uint8Array<ArrayBuffer>, number]>([
    ["nothing", new Uint8Array(0), 9],
    ["a byte", Uint8Array.of(7), 1],
    ["zeroes, longer than a run may be", new Uint8Array(1000), 9],
    ["runs of each length", bytes(40_000, (i) => Math.floor(Math.sqrt(i))), 9],
    ["a period", bytes(30_000, (i) => i % 3), 9],
    ["all bytes alike", bytes(5000, () => random.below(256)), 9],
    ["few bytes", bytes(50_000, () => random.below(4) * random.below(4)), 9],
    ["more than a block", bytes(250_000, (i) => (i >> 8) ^ random.below(3)), 1],
    ["a block of runs to its very end", bytes(500_000, (i) => Math.floor(i / 4) % 7), 1],
    ["one byte often and all others once", bytes(3000, (i) => (i % 11 === 0 ? i / 11 : 0)), 9],
  ])("writes %s so that it reads back", (_, content, level) => {
    const encoded = encodeBzip2(content, level);
    expect(Buffer.from(decodeBzip2(encoded, content.length)).equals(content)).toBe(true);
  });

  it("writes the same bytes as bzip2 for empty input", () => {
    // bzip2 1.0.8, `printf '' | bzip2`.
    expect(Buffer.from(encodeBzip2(new Uint8Array(0), 9)).toString("hex")).toBe(
      "425a683917724538509000000000",
    );
  });
});

describe("sortRotations()", () => {
  it("sorts like pairwise comparison", () => {
    for (let round = 0; round < 50; round += 1) {
      const text = bytes(1 + random.below(40), () => random.below(1 + (round % 5)));
      const rotation = (start: number) => Buffer.concat([text.subarray(start), text.subarray(0, start)]);
      const sorted = [...sortRotations(text)];
      expect([...sorted].sort((a, b) => a - b)).toEqual([...text.keys()]);
      for (const [i, start] of sorted.entries()) {
        if (i > 0) expect(Buffer.compare(rotation(sorted[i - 1]!), rotation(start))).toBeLessThanOrEqual(0);
      }
    }
  });
});
