import { describe, expect, it } from "vitest";
import { mapConcurrently } from "../src/index.ts";

const tick = () => new Promise<void>((resolve) => setTimeout(resolve, 1));

describe("mapConcurrently()", () => {
  it("keeps at most `concurrency` tasks in flight, and takes items lazily", async () => {
    let inFlight = 0;
    let most = 0;
    let taken = 0;
    function* items() {
      for (let i = 0; i < 20; i += 1) {
        taken += 1;
        expect(taken - i).toBe(1);
        yield i;
      }
    }
    await mapConcurrently(
      items(),
      async () => {
        inFlight += 1;
        most = Math.max(most, inFlight);
        await tick();
        inFlight -= 1;
      },
      { concurrency: 3 },
    );
    expect([most, taken]).toEqual([3, 20]);
  });

  it("stops taking items after a failure and rejects when all in flight have settled", async () => {
    const settled: number[] = [];
    const failing = mapConcurrently(
      [0, 1, 2, 3, 4, 5],
      async (item) => {
        if (item === 1) throw new Error("one");
        await tick();
        settled.push(item);
      },
      { concurrency: 2 },
    );
    await expect(failing).rejects.toThrow("one");
    expect(settled).toEqual([0]);
  });

  it("rejects with the signal's reason once aborted", async () => {
    const controller = new AbortController();
    const reason = { my: "reason" };
    const running = mapConcurrently(
      [1, 2, 3],
      async (item) => {
        if (item === 2) controller.abort(reason);
      },
      { concurrency: 1, signal: controller.signal },
    );
    await expect(running).rejects.toBe(reason);
  });
});
