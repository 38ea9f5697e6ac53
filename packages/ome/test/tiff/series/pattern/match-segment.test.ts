import { describe, expect, it } from "vitest";
import { parseFilePattern } from "../../../../src/tiff/series/pattern/file-pattern.ts";
import { matchSegment } from "../../../../src/tiff/series/pattern/match-segment.ts";

function match(pattern: string, name: string) {
  const values = matchSegment(parseFilePattern(pattern).segments[0]!, name);
  return values && Object.fromEntries(values);
}

describe("matchSegment()", () => {
  it("takes all digits for a number, and text up to what follows", () => {
    expect(match("img_{c}_t{t}.tif", "img_DAPI_405_t012.tif")).toEqual({ c: "DAPI_405", t: "012" });
    expect(match("s1{t}.tif", "s1234.tif")).toEqual({ t: "234" });
    expect(match("{t}4.tif", "1234.tif")).toEqual({ t: "123" });
  });

  it("matches listed numbers however many zeros they begin with", () => {
    expect(match("{t:0-12}.tif", "0007.tif")).toEqual({ t: "0007" });
    expect(match("{t:0-12}.tif", "13.tif")).toBeUndefined();
    expect(match("{c:R,Red}x.tif", "Redx.tif")).toEqual({ c: "Red" });
  });

  it("takes anything for *", () => {
    expect(match("a*_{t}*.tif", "abc_5_2024.tif")).toEqual({ t: "5" });
    expect(match("a*{t:1}.tif", "a1.tif")).toEqual({ t: "1" });
  });

  it("takes hidden files only for patterns that begin with their dot", () => {
    expect(match("{c}_{t}.tif", "._DAPI_1.tif")).toBeUndefined();
    expect(match("*_{t}.tif", "._DAPI_1.tif")).toBeUndefined();
    expect(match("._{c}_{t}.tif", "._DAPI_1.tif")).toEqual({ c: "DAPI", t: "1" });
  });

  it("wants blocks of one axis to agree", () => {
    expect(match("{t}_{t}.tif", "3_03.tif")).toEqual({ t: "3" });
    expect(match("{t}_{t}.tif", "3_4.tif")).toBeUndefined();
  });

  it.each(["img_t.tif", "img_t5.tiff", "xmg_t5.tif", "img_t5x.tif", ""])("does not match %j", (name) => {
    expect(match("img_t{t}.tif", name)).toBeUndefined();
  });

  it("does not try for long where nothing fits", () => {
    const started = performance.now();
    expect(match("*a*a*a*a*a*a*a{t}b", "a".repeat(250))).toBeUndefined();
    expect(performance.now() - started).toBeLessThan(500);
  });
});
