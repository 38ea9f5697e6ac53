import { expect, test } from "vitest";
import { sleep, watchdog } from "../../src/http/watchdog.ts";

const never = () => new Promise<never>(() => {});
const quiet = () => ({ heardAt: Number.NEGATIVE_INFINITY });

test("watchdog() ends a silent request, and passes on what arrives in time", async () => {
  const watch = watchdog(20, undefined, quiet());
  expect(await watch.guard(Promise.resolve(1))).toBe(1);
  expect(watch.stalled).toBe(undefined);
  await expect(watch.guard(never())).rejects.toThrow("20 ms");
  expect(watch.stalled).toBe("within");
  expect(watch.signal.aborted).toBe(true);
});

test("watchdog() waits for its response while other responses of the server arrive", async () => {
  const line = quiet();
  const watch = watchdog(30, undefined, line);
  const start = performance.now();
  const guarded = watch.guard(never());
  const others = setInterval(() => {
    line.heardAt = performance.now();
  }, 5);
  setTimeout(() => clearInterval(others), 100);
  await expect(guarded).rejects.toThrow("30 ms");
  expect(watch.stalled).toBe("unanswered");
  expect(performance.now() - start).toBeGreaterThan(120);
});

test("watchdog() does not wait for the rest of a response while others arrive", async () => {
  const watch = watchdog(20, undefined, { heardAt: Number.POSITIVE_INFINITY });
  await watch.guard(Promise.resolve());
  await expect(watch.guard(never())).rejects.toThrow("20 ms");
  expect(watch.stalled).toBe("within");
});

test("watchdog() rejects with the caller's reason, and tells fetch", async () => {
  const controller = new AbortController();
  const watch = watchdog(1000, controller.signal, quiet());
  const guarded = watch.guard(never());
  controller.abort("enough");
  await expect(guarded).rejects.toBe("enough");
  expect(watch.signal.reason).toBe("enough");
  watch.stop();
});

test("sleep() wakes on time, or rejects on abort", async () => {
  await sleep(1, undefined);
  const controller = new AbortController();
  const sleeping = sleep(60_000, controller.signal);
  controller.abort("enough");
  await expect(sleeping).rejects.toBe("enough");
  await expect(sleep(1, controller.signal)).rejects.toBe("enough");
});
