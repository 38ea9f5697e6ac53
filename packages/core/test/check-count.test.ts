import { expect, test } from "vitest";
import { checkCount, MAX_TIMEOUT_MS } from "../src/check-count.ts";

test("checkCount() takes whole numbers within its limits", () => {
  for (const value of [1, 7, MAX_TIMEOUT_MS]) checkCount("timeoutMs", value, 1, MAX_TIMEOUT_MS);
  checkCount("size", Number.MAX_SAFE_INTEGER, 0);
});

test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, MAX_TIMEOUT_MS + 1, "5" as never])(
  "checkCount() throws a RangeError for %s",
  (value) => {
    expect(() => checkCount("timeoutMs", value, 1, MAX_TIMEOUT_MS)).toThrow(
      new RangeError(`Option timeoutMs is ${value}, not a whole number from 1 to 2147483647`),
    );
  },
);
