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

  it.each([0, 1.5, Number.NaN, Number.POSITIVE_INFINITY])(
    "refuses %s tasks at a time",
    async (concurrency) => {
      const done: number[] = [];
      const task = async (item: number) => void done.push(item);
      await expect(mapConcurrently([1, 2], task, { concurrency })).rejects.toThrow(
        new RangeError(`Option concurrency is ${concurrency}, not a whole number of at least 1`),
      );
      expect(done).toEqual([]);
    },
  );

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

  it("waits for the tasks in flight if the items cannot be listed to the end", async () => {
    const settled: number[] = [];
    function* items() {
      yield 0;
      throw new Error("no more");
    }
    const failing = mapConcurrently(
      items(),
      async (item) => {
        await tick();
        settled.push(item);
      },
      { concurrency: 2 },
    );
    await expect(failing).rejects.toThrow("no more");
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
