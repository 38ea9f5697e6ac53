import { expect, test } from "vitest";
import { onAbort } from "../src/on-abort.ts";

test("onAbort() calls each listener once, except those forgotten", () => {
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
