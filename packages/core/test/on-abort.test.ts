import { getEventListeners } from "node:events";
import { expect, test } from "vitest";
import { onAbort, unlessAborted } from "../src/on-abort.ts";

test("onAbort() calls each listener once, except those removed", () => {
  const controller = new AbortController();
  const called: number[] = [];
  const forget = [1, 2, 3].map((i) => onAbort(controller.signal, () => called.push(i)));
  forget[1]?.();
  controller.abort();
  controller.abort();
  expect(called).toEqual([1, 3]);
});

test("onAbort() without a signal never calls", () => {
  onAbort(undefined, () => expect.fail("called"))();
});

test("onAbort() keeps one listener on the signal, removed with the last call", () => {
  const { signal } = new AbortController();
  const forget = Array.from({ length: 20 }, () => onAbort(signal, () => {}));
  expect(getEventListeners(signal, "abort")).toHaveLength(1);
  for (const each of [...forget, ...forget]) each();
  expect(getEventListeners(signal, "abort")).toHaveLength(0);
  onAbort(signal, () => {});
  forget[0]?.();
  expect(getEventListeners(signal, "abort")).toHaveLength(1);
});

test("unlessAborted() resolves, or rejects with the reason at once and ignores the promise", async () => {
  const controller = new AbortController();
  let answer = (_: number): void => {};
  const answered = new Promise<number>((resolve) => {
    answer = resolve;
  });
  const given = unlessAborted(answered, controller.signal);
  const patient = unlessAborted(answered, undefined);
  controller.abort("enough");
  await expect(given).rejects.toBe("enough");
  await expect(unlessAborted(answered, controller.signal)).rejects.toBe("enough");
  answer(7);
  expect(await patient).toBe(7);
  const { signal } = new AbortController();
  expect(await unlessAborted(answered, signal)).toBe(7);
  expect(getEventListeners(signal, "abort")).toHaveLength(0);
});

test("unlessAborted() leaves no failure unhandled where the signal has aborted before", async () => {
  const unhandled: unknown[] = [];
  const listener = (error: unknown) => unhandled.push(error);
  process.on("unhandledRejection", listener);
  try {
    const failing = new Promise<never>((_, reject) => setTimeout(reject, 1, new Error("too late")));
    await expect(unlessAborted(failing, AbortSignal.abort("enough"))).rejects.toBe("enough");
    await new Promise((resolve) => setTimeout(resolve, 20));
  } finally {
    process.off("unhandledRejection", listener);
  }
  expect(unhandled).toEqual([]);
});
