import { expect, test } from "vitest";
import { IfdOffsets } from "../../src/ifd/ifd-offsets.ts";

test("IfdOffsets knows what it has, whatever order offsets come in", () => {
  const known = new IfdOffsets(500);
  for (const offset of [600, 300, 400]) known.add(offset);
  expect(known.all).toEqual([500, 600, 300, 400]);
  expect([300, 400, 500, 600].every((offset) => known.has(offset))).toBe(true);
  expect([200, 450, 700].some((offset) => known.has(offset))).toBe(false);
});

test("IfdOffsets drops guesses and keeps what is certain", () => {
  const known = new IfdOffsets(100);
  known.add(200);
  known.guess([300, 400]);
  known.complete();
  expect([0, 1, 2, 3, 4].map((n) => known.isUncertain(n))).toEqual([false, true, true, true, false]);
  expect(known.has(400)).toBe(true);
  known.dropGuesses();
  expect([known.all, known.isComplete, known.has(400)]).toEqual([[100, 200], false, false]);
});

test("IfdOffsets compares what IFDs lead to with what is behind them", () => {
  const known = new IfdOffsets(100);
  known.guess([200, 300]);
  expect([known.leadsRight(0, 200), known.leadsRight(0, 300), known.leadsRight(0, undefined)]).toEqual([
    true,
    false,
    false,
  ]);
  expect(known.leadsRight(2, 777)).toBe(true);
  known.complete();
  expect([known.leadsRight(2, 777), known.leadsRight(2, 0)]).toEqual([false, true]);
});
