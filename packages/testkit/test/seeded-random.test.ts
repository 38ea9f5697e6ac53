import { seededRandom } from "@chunkwright/testkit";
import { expect, test } from "vitest";

test("seededRandom() repeats itself, and differs between seeds", () => {
  for (const seed of [-1, 0, 1, 2 ** 31]) {
    const [a, b, c] = [seededRandom(seed), seededRandom(seed), seededRandom(seed + 7)];
    expect(a.bytes(32)).toEqual(b.bytes(32));
    expect(a.bytes(32)).not.toEqual(c.bytes(32));
  }
});

test("seededRandom() spreads over its range and stays inside it", () => {
  const random = seededRandom(1);
  const counts = new Array<number>(10).fill(0);
  for (let i = 0; i < 10_000; i += 1) counts[random.below(10)]! += 1;
  for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150);
});
