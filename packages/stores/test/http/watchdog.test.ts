import { expect, test } from "vitest";
import { sleep, watchdog } from "../../src/http/watchdog.ts";

const never = () => new Promise<never>(() => {});

test("watchdog() ends what stays silent, and passes on what speaks in time", async () => {
  const watch = watchdog(20, undefined);
  expect(await watch.guard(Promise.resolve(1))).toBe(1);
  expect(watch.hasStalled).toBe(false);
  await expect(watch.guard(never())).rejects.toThrow("20 ms");
  expect(watch.hasStalled).toBe(true);
  expect(watch.signal.aborted).toBe(true);
});

test("watchdog() rejects with the caller's reason, and tells fetch", async () => {
  const controller = new AbortController();
  const watch = watchdog(1000, controller.signal);
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
