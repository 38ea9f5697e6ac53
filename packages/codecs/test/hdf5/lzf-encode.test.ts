import { seededRandom } from "@chunkwright/testkit";
import { describe, expect, it } from "vitest";
import { decodeLzf } from "../../src/hdf5/hdf5-lzf.ts";
import { encodeLzf } from "../../src/hdf5/lzf-encode.ts";

const random = seededRandom(7);
const noise = (length: number) => random.bytes(length);
const again = noise(500);

describe("encodeLzf()", () => {
  it.each([
    ["nothing", new Uint8Array(0)],
    ["one byte", Uint8Array.of(7)],
    ["two bytes", Uint8Array.of(7, 7)],
    ["noise", noise(10_000)],
    ["zeros", new Uint8Array(100_000)],
    ["a short period", Uint8Array.from({ length: 1000 }, (_, i) => i % 3)],
    ["noise that comes again at the largest offset", Uint8Array.of(...again, ...noise(8192 - 500), ...again)],
    ["noise that comes again too late", Uint8Array.of(...again, ...noise(8192 - 499), ...again)],
    ["few values", Uint8Array.from({ length: 50_000 }, () => random.below(3))],
  ])("makes of %s what decodes to it", (_, bytes) => {
    expect(decodeLzf(encodeLzf(bytes), bytes.length)).toEqual(bytes);
  });

  it("makes long runs small and never adds more than a byte in 32", () => {
    expect(encodeLzf(new Uint8Array(100_000)).length).toBeLessThan(1200);
    for (const length of [1, 31, 32, 33, 5000]) {
      expect(encodeLzf(noise(length)).length).toBeLessThanOrEqual(length + Math.ceil(length / 32));
    }
  });
});
