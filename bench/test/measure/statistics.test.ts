import { expect, test } from "vitest";
import { geometricMean, median, p95, quantile } from "../../src/measure/statistics.ts";

test("median() is the middle sample, or halfway between the two in the middle", () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(median([7])).toBe(7);
});

test("p95() interpolates between the samples around it", () => {
  expect(p95(Array.from({ length: 101 }, (_, i) => 100 - i))).toBe(95);
  expect(p95([0, 10])).toBe(9.5);
});

test("quantile() leaves the samples as they are and refuses none", () => {
  const samples = [3, 1, 2];
  expect(quantile(samples, 0)).toBe(1);
  expect(quantile(samples, 1)).toBe(3);
  expect(samples).toEqual([3, 1, 2]);
  expect(() => quantile([], 0.5)).toThrow(RangeError);
});

test("geometricMean() of twice and half is one", () => {
  expect(geometricMean([2, 0.5])).toBeCloseTo(1, 12);
  expect(geometricMean([1, 10, 100])).toBeCloseTo(10, 12);
  expect(() => geometricMean([])).toThrow(RangeError);
});
