import { expect, test } from "vitest";
import { damagedBytes, damagedJson, seededRandom } from "../src/index.ts";

test("damagedBytes() changes a few bytes of a copy, the same on every run", () => {
  const bytes = new Uint8Array(64).fill(77);
  const damaged = damagedBytes(bytes, seededRandom(3));
  const changed = damaged.filter((byte) => byte !== 77).length;
  expect([bytes.every((byte) => byte === 77), changed > 0, changed <= 3]).toEqual([true, true, true]);
  expect(damagedBytes(bytes, seededRandom(3))).toEqual(damaged);
});

test("damagedJson() replaces values at every depth, or takes them out", () => {
  const random = seededRandom(1);
  const value = { a: [1, { b: 2 }], c: "d" };
  const seen = new Set(Array.from({ length: 500 }, () => JSON.stringify(damagedJson(value, [null], random))));
  expect([...seen].sort()).toEqual(
    [
      null,
      { a: null, c: "d" },
      { c: "d" },
      { a: [1, { b: 2 }] },
      { a: [1, { b: 2 }], c: null },
      { a: [{ b: 2 }], c: "d" },
      { a: [null, { b: 2 }], c: "d" },
      { a: [1], c: "d" },
      { a: [1, null], c: "d" },
      { a: [1, {}], c: "d" },
      { a: [1, { b: null }], c: "d" },
    ]
      .map((damaged) => JSON.stringify(damaged))
      .sort(),
  );
  expect(value).toEqual({ a: [1, { b: 2 }], c: "d" });
});
