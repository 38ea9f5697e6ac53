import { expect, test } from "vitest";
import { parseContentRange } from "../../src/http/content-range.ts";

test("parseContentRange() reads the forms of RFC 9110 §14.4", () => {
  // The examples of the section, and its unsatisfied form.
  expect(parseContentRange("bytes 42-1233/1234")).toEqual({
    kind: "range",
    start: 42,
    end: 1233,
    total: 1234,
  });
  expect(parseContentRange("bytes 42-1233/*")).toEqual({
    kind: "range",
    start: 42,
    end: 1233,
    total: undefined,
  });
  expect(parseContentRange("bytes */1234")).toEqual({ kind: "unsatisfied", total: 1234 });
});

test("parseContentRange() gives undefined for what is malformed or contradicts itself", () => {
  const headers = [null, "", "bytes", "bytes 1-0/5", "bytes 0-5/5", "items 0-1/5", "bytes 0-1", "bytes */*"];
  const hostile = [
    "bytes -1-2/5",
    "bytes 0-1/5, bytes 2-3/5",
    `bytes 0-${"9".repeat(30)}/*`,
    "bytes 0x0-1/5",
  ];
  for (const header of [...headers, ...hostile])
    expect(parseContentRange(header), String(header)).toBe(undefined);
});
