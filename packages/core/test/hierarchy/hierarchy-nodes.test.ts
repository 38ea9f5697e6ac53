import { expect, test } from "vitest";
import { HierarchyNodes } from "../../src/index.ts";

test("HierarchyNodes has the groups around its nodes, deeper ones first", () => {
  const nodes = new HierarchyNodes<number>();
  nodes.addGroup("a/b", { of: "b" });
  nodes.addArray("a/c/d", 1);
  nodes.addGroup("a", { of: "a" });
  expect(nodes.groups()).toEqual([
    ["a/b", { of: "b" }],
    ["a/c", {}],
    ["a", { of: "a" }],
    ["", {}],
  ]);
  expect([...nodes.arrays]).toEqual([["a/c/d", 1]]);
});

test("HierarchyNodes creates each node once, and none below an array", () => {
  const nodes = new HierarchyNodes<number>();
  nodes.addGroup("a", {});
  nodes.addArray("a/b", 1);
  for (const path of ["a", "a/b"]) {
    expect(() => nodes.addGroup(path, {})).toThrow(expect.objectContaining({ code: "exists" }));
  }
  expect(() => nodes.addArray("a/b", 2)).toThrow(expect.objectContaining({ code: "exists" }));
  expect(() => nodes.addGroup("a/b/c", {})).toThrow("a/b is an array");
  expect(() => nodes.addArray("a", 2)).toThrow(RangeError);
  expect(() => nodes.addArray("", 2)).toThrow("at the root");
});

test("HierarchyNodes may be one array", () => {
  const nodes = new HierarchyNodes<number>();
  nodes.addArray("", 1);
  expect(nodes.groups()).toEqual([]);
  expect(() => nodes.addGroup("a", {})).toThrow("the root is an array");
});
