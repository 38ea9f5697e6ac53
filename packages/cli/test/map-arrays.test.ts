import { collect } from "@chunkwright/testkit";
import { describe, expect, it } from "vitest";
import { mapArrays } from "../src/map-arrays.ts";

const infoOf = (side: number) => ({
  dataType: "uint8" as const,
  shape: [side, side],
  chunkShape: [1, 1],
  fillValue: 0,
  codecs: [],
  attributes: {},
});

/** What is in flight as each task begins. */
async function inFlightOf(sides: readonly number[]): Promise<readonly (readonly [number, number])[]> {
  let inFlight = 0;
  return collect(
    mapArrays(sides, infoOf, async (side) => {
      inFlight += 1;
      const atOnce = inFlight;
      for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      inFlight -= 1;
      return [side, atOnce] as const;
    }),
  );
}

describe("mapArrays()", () => {
  it("works on several small arrays at a time, and gives results in order", async () => {
    const results = await inFlightOf(Array.from({ length: 40 }, (_, i) => i));
    expect(results.map(([side]) => side)).toEqual(Array.from({ length: 40 }, (_, i) => i));
    expect(Math.max(...results.map(([, atOnce]) => atOnce))).toBe(16);
  });

  it("works on a large array alone", async () => {
    const results = await inFlightOf([1, 2, 5000, 3, 4, 6000, 7000]);
    expect(results).toEqual([
      [1, 1],
      [2, 2],
      [5000, 1],
      [3, 1],
      [4, 2],
      [6000, 1],
      [7000, 1],
    ]);
  });

  it("rejects with the first failure in order, once what is in flight has settled", async () => {
    let settled = 0;
    const failing = mapArrays([1, 2, 3], infoOf, async (side) => {
      await new Promise((resolve) => setImmediate(resolve));
      settled += 1;
      if (side > 1) throw new Error(`no ${side}`);
      return side;
    });
    await expect(collect(failing)).rejects.toThrow("no 2");
    expect(settled).toBe(3);
  });
});
