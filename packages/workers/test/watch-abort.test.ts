import { getEventListeners } from "node:events";
import { expect, test } from "vitest";
import { unwatchAbort, watchAbort } from "../src/watch-abort.ts";

test("watchAbort() calls all who wait, by one listener that goes with the last of them", () => {
  const controller = new AbortController();
  const { signal } = controller;
  const called: number[] = [];
  const callbacks = Array.from({ length: 20 }, (_, i) => () => {
    called.push(i);
    unwatchAbort(signal, callbacks[i]!);
  });
  for (const callback of callbacks) watchAbort(signal, callback);
  unwatchAbort(signal, callbacks[3]!);
  expect(getEventListeners(signal, "abort")).toHaveLength(1);
  controller.abort();
  expect(called).toEqual([...callbacks.keys()].filter((i) => i !== 3));
  expect(getEventListeners(signal, "abort")).toHaveLength(0);
});
