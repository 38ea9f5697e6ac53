import { expect, test } from "vitest";
import { nbitType } from "../../src/type/nbit-type.ts";

const ATOMIC = [1, 4, 1, 17, 3];
const NUMBER = { elementsize: 4, precision: 17, offset: 3, endian: "big" };

test("nbitType() lists the numbers of an array of records", () => {
  const record = [3, 8, 2, 0, ...ATOMIC, 4, 4, 1];
  const byte = { elementsize: 1, precision: 8, offset: 0, endian: "little" };
  const numbers = [0, 8].flatMap((start) => [
    { start, ...NUMBER },
    ...[4, 5, 6, 7].map((at) => ({ start: start + at, ...byte })),
  ]);
  expect(nbitType([2, 16, ...record.with(-1, 4)])).toEqual({ byteLength: 16, numbers });
});

test("nbitType() refuses types nested without end", () => {
  const nested = Array.from({ length: 60_000 }, (_, n) => (n % 2 === 0 ? 2 : 4));
  expect(() => nbitType(nested)).toThrow("its type is nested too deeply");
});
