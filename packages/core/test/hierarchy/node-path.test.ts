import { expect, it } from "vitest";
import { ancestorsOf, joinPath, normalizePath } from "../../src/hierarchy/node-path.ts";

it("normalizePath() takes slashes off the ends", () => {
  expect(["", "/", "a", "/a/b/", "a b/ü"].map((path) => normalizePath(path, "zarr"))).toEqual([
    "",
    "",
    "a",
    "a/b",
    "a b/ü",
  ]);
});

it.each(["//", "a//b", "//a", ".", "..", "a/../b", "a/..."])("normalizePath() refuses %j", (path) => {
  expect(() => normalizePath(path, "n5")).toThrow(
    expect.objectContaining({ code: "invalid-data", context: { format: "n5" } }),
  );
});

it("joinPath() adds a slash only between names", () => {
  expect([joinPath("", "a"), joinPath("a", ""), joinPath("a", "b/c")]).toEqual(["a", "a", "a/b/c"]);
});

it("ancestorsOf() starts at the root", () => {
  expect([ancestorsOf(""), ancestorsOf("a"), ancestorsOf("a/b/c")]).toEqual([[], [""], ["", "a", "a/b"]]);
});
