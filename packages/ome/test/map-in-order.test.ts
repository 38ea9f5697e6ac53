import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { mapInOrder } from "../src/map-in-order.ts";

describe("mapInOrder()", () => {
  it("runs several tasks at a time and keeps their order", async () => {
    let running = 0;
    let most = 0;
    const results = await mapInOrder([30, 1, 20, 2, 1, 1, 1, 1, 1, 1, 1, 1], async (ms) => {
      running += 1;
      most = Math.max(most, running);
      await sleep(ms);
      running -= 1;
      return ms;
    });
    expect(results).toEqual([30, 1, 20, 2, 1, 1, 1, 1, 1, 1, 1, 1]);
    expect(most).toBe(8);
  });

  it("rejects with the failure of the first item, once all tasks have ended", async () => {
    let running = 0;
    const task = async (ms: number) => {
      running += 1;
      await sleep(ms);
      running -= 1;
      throw new Error(`failed after ${ms} ms`);
    };
    await expect(mapInOrder([20, 1, 30], task)).rejects.toThrow("failed after 20 ms");
    expect(running).toBe(0);
  });

  it("rejects with the reason of an abort", async () => {
    const reason = new Error("enough");
    await expect(mapInOrder([1], sleep, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});
