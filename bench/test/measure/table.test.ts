import { expect, test } from "vitest";
import { formatNumber, formatRatio, formatTable } from "../../src/measure/table.ts";

test("formatTable() puts numbers to the right and says the same first cell once", () => {
  const text = formatTable(
    ["case", "subject", "ms"],
    [
      ["zstd", "chunkwright", "9.50"],
      ["zstd", "fzstd 0.1.1", "123"],
    ],
  );
  expect(text.split("\n")).toEqual([
    "case  subject        ms",
    "----  -----------  ----",
    "zstd  chunkwright  9.50",
    "      fzstd 0.1.1   123",
  ]);
});

test("formatNumber() has three digits that count and no exponent", () => {
  expect([0.01234, 1.234, 98.76, 1234.5].map(formatNumber)).toEqual(["0.0123", "1.23", "98.8", "1235"]);
});

test("formatRatio() is empty where there is nothing to compare", () => {
  expect([formatRatio(0.5), formatRatio(Number.NaN)]).toEqual(["0.50x", ""]);
});
