import { describe, expect, it } from "vitest";
import { formatBytes, formatCount, formatDuration, formatShape } from "../../src/terminal/quantity.ts";

describe("quantities", () => {
  it("shows bytes with the largest binary unit that they reach", () => {
    expect([0, 1023, 1024, 1536, 200 * 1024, 1024 ** 3, 1.5 * 1024 ** 6].map(formatBytes)).toEqual([
      "0 B",
      "1023 B",
      "1.0 KiB",
      "1.5 KiB",
      "200 KiB",
      "1.0 GiB",
      "1536 PiB",
    ]);
  });

  it("shows durations as clocks do", () => {
    expect(
      [0, 9.4, 75, 3599.6, 3661, 100 * 3600, Number.POSITIVE_INFINITY, Number.NaN].map(formatDuration),
    ).toEqual(["0:00", "0:09", "1:15", "1:00:00", "1:01:01", "100:00:00", "?", "?"]);
  });

  it("shows shapes, that of a scalar too", () => {
    expect([[], [5], [2, 3]].map(formatShape)).toEqual(["scalar", "5", "2 x 3"]);
  });

  it("counts in the singular and in the plural", () => {
    expect([0, 1, 2, 1234567].map((count) => formatCount(count, "chunk"))).toEqual([
      "0 chunks",
      "1 chunk",
      "2 chunks",
      "1,234,567 chunks",
    ]);
  });
});
