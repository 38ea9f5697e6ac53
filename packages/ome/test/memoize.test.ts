import { describe, expect, it } from "vitest";
import { memoize } from "../src/memoize.ts";

function counting(capacity: number) {
  const asked: number[] = [];
  const ask = memoize(capacity, async (key: number) => {
    asked.push(key);
    if (key < 0) throw new Error("negative");
    return key * 2;
  });
  return { ask, asked };
}

describe("memoize()", () => {
  it("asks once per key, also while the answer is on its way", async () => {
    const { ask, asked } = counting(2);
    expect(await Promise.all([ask(1), ask(1), ask(1)])).toEqual([2, 2, 2]);
    expect(asked).toEqual([1]);
  });

  it("forgets the key that was used least lately", async () => {
    const { ask, asked } = counting(2);
    for (const key of [1, 2, 1, 3, 1, 2]) await ask(key);
    expect(asked).toEqual([1, 2, 3, 2]);
  });

  it("asks again after a failure", async () => {
    const { ask, asked } = counting(2);
    await expect(ask(-1)).rejects.toThrow("negative");
    await expect(ask(-1)).rejects.toThrow("negative");
    expect(asked).toEqual([-1, -1]);
  });
});
