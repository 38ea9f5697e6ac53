import { expect, test } from "vitest";
import { backoffMs, MAX_RETRY_AFTER_MS, retryAfterMs } from "../../src/http/retry-delay.ts";

test("retryAfterMs() reads seconds and dates, capped", () => {
  const now = Date.parse("Fri, 31 Dec 1999 23:59:50 GMT");
  expect(retryAfterMs("12", now)).toBe(12_000);
  expect(retryAfterMs("Fri, 31 Dec 1999 23:59:59 GMT", now)).toBe(9000);
  expect(retryAfterMs("Fri, 31 Dec 1999 23:00:00 GMT", now)).toBe(0);
  expect(retryAfterMs("Fri, 31 Dec 2199 23:59:59 GMT", now)).toBe(MAX_RETRY_AFTER_MS);
  expect(retryAfterMs("999999999999999999999999", now)).toBe(MAX_RETRY_AFTER_MS);
  for (const header of [null, "", "soon", "-5x"]) expect(retryAfterMs(header, now)).toBe(0);
});

test("backoffMs() doubles its bound with each try", () => {
  const bounds = [1, 2, 3, 4].map((tries) => backoffMs(tries, 200, () => 1));
  expect(bounds).toEqual([200, 400, 800, 1600]);
  expect(backoffMs(3, 200, () => 0)).toBe(0);
});
