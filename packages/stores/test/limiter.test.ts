import { expect, test } from "vitest";
import { limiter } from "../src/limiter.ts";

test("limiter() runs at most the limit of tasks at a time, in order", async () => {
  const limit = limiter(3);
  const order: number[] = [];
  let running = 0;
  let most = 0;
  const tasks = Array.from({ length: 20 }, (_, i) =>
    limit(async () => {
      order.push(i);
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 1));
      running -= 1;
      return i;
    }),
  );
  expect(await Promise.all(tasks)).toEqual(order);
  expect(most).toBe(3);
});

test("limiter() frees the slot of a task that fails", async () => {
  const limit = limiter(1);
  await expect(limit(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await limit(async () => 1)).toBe(1);
});

test("limiter() drops a waiting task when its signal aborts", async () => {
  const limit = limiter(1);
  let release = () => {};
  const first = limit(() => new Promise<void>((resolve) => (release = resolve)));
  const controller = new AbortController();
  const second = limit(async () => 2, controller.signal);
  const third = limit(async () => 3);
  controller.abort("enough");
  await expect(second).rejects.toBe("enough");
  release();
  await first;
  expect(await third).toBe(3);
});

test("limiter() refuses a limit below one", () => {
  for (const limit of [0, -1, 0.5, Number.NaN]) expect(() => limiter(limit)).toThrow(RangeError);
});
