import { StorageError } from "@chunkwright/core";
import { describe, expect, it } from "vitest";
import {
  axisOfPrefix,
  parseFilePattern,
  patternStart,
} from "../../../../src/tiff/series/pattern/file-pattern.ts";

function blocks(text: string, axesOfFiles?: readonly string[]) {
  return parseFilePattern(text, axesOfFiles)
    .segments.flat()
    .flatMap((part) => {
      if (part.kind !== "block") return [];
      return [[part.axis, typeof part.values === "string" ? part.values : part.values.spelled.join()]];
    });
}

describe("parseFilePattern()", () => {
  it("reads blocks in braces", () => {
    expect(blocks("t{T}/img_{c:R,G}_{z:*}_{x}-{y:0-2}.tif")).toEqual([
      ["t", "found"],
      ["c", "R,G"],
      ["z", "gapless"],
      ["x", "found"],
      ["y", "0,1,2"],
    ]);
  });

  it("reads Bio-Formats' blocks, along the axis that the text before them names", () => {
    expect(blocks("img_Time-<00-01>_sec<1-2>_w3_<4-5>_s<0-1>.tif")).toEqual([
      ["t", "00,01"],
      ["z", "1,2"],
      ["c", "4,5"],
      ["p", "0,1"],
    ]);
  });

  it("takes words for channels, and other blocks for the first axis that is left", () => {
    expect(blocks("<0-1>_<red,green>_<5-6>.tif")).toEqual([
      ["z", "0,1"],
      ["c", "red,green"],
      ["t", "5,6"],
    ]);
    expect(blocks("<0-1>.tif", ["z", "y", "x"])).toEqual([["t", "0,1"]]);
  });

  it("knows whether it had to guess", () => {
    expect(parseFilePattern("<0-1>.tif").isGuessed).toBe(true);
    expect(parseFilePattern("z<0-1>_{t}.tif").isGuessed).toBe(false);
  });

  it.each([
    "plain.tif",
    "{q}.tif",
    "{}.tif",
    "{t:}.tif",
    "{t.tif",
    "t}.tif",
    "<0-1.tif",
    "{t}{z}.tif",
    "{c}*_{t}.tif",
    "../{t}.tif",
    "a/../../{t}.tif",
    "/{t}.tif",
    "{t}/..",
    "<0-1>a<0-1>b<0-1>d<0-1>.tif",
    `${"_".repeat(5000)}{t}.tif`,
    "{t:0-1999999}.tif",
    "{t:0-599999}_{t:0-599999}.tif",
  ])("refuses %s", (text) => {
    expect(() => parseFilePattern(text)).toThrow(StorageError);
  });
});

it.each(["./{t}.tif", ".//./{t}.tif", "a/../{t}.tif"])("parseFilePattern() takes %s as {t}.tif", (text) => {
  expect(parseFilePattern(text).segments).toEqual(parseFilePattern("{t}.tif").segments);
});

describe("patternStart()", () => {
  it.each([
    ["run/img_{t}.tif", 8],
    ["run/*/img_{t:0-9}.tif", 4],
    ["img<0-9>.tif", 3],
    ["a{b}c/image.tif", 1],
    ["{name}/image.tif", -1],
    ["a*b.tif", -1],
  ])("finds where the pattern of %s begins", (path, start) => {
    expect(patternStart(path)).toBe(start);
  });
});

it("axisOfPrefix() looks at the last letters", () => {
  expect(["img_T", "img_ch00_", "tile", "x", "Zstack", "focal-", ""].map(axisOfPrefix)).toEqual([
    "t",
    "c",
    undefined,
    "x",
    undefined,
    "z",
    undefined,
  ]);
});
