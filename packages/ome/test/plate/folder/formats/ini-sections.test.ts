import { describe, expect, it } from "vitest";
import { parseIniSections } from "../../../../src/plate/folder/formats/ini-sections.ts";

describe("parseIniSections()", () => {
  it("reads values by section, the first of each key", () => {
    const text = "stray=1\r\n[A b]\r\n; note=1\r\n x = a = b \r\nx=2\r\nno value\r\n[]\ny=\n[A b]\nz=3";
    expect(parseIniSections(text)).toEqual(
      new Map([
        ["A b", new Map(Object.entries({ x: "a = b", z: "3" }))],
        ["", new Map([["y", ""]])],
      ]),
    );
  });

  it("takes linear time for long lines", () => {
    const started = performance.now();
    parseIniSections(" ".repeat(200_000));
    parseIniSections(`[${"[".repeat(200_000)}`);
    parseIniSections("a".repeat(200_000));
    expect(performance.now() - started).toBeLessThan(1000);
  });
});
