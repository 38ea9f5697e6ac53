import type { Group } from "@chunkwright/core";
import { arraySource, counting } from "@chunkwright/testkit";
import { describe, expect, it } from "vitest";
import { walkHierarchy } from "../src/walk-hierarchy.ts";

async function paths(root: Group): Promise<string[]> {
  const found: string[] = [];
  for await (const { path, node } of walkHierarchy(root, {})) found.push(`${node.kind} ${path}`);
  return found;
}

function group(children: Record<string, Group | ReturnType<typeof arraySource>>): Group {
  return {
    kind: "group",
    attributes: {},
    async *list() {
      yield* Object.keys(children);
    },
    open: async (name) => children[name],
  };
}

describe("walkHierarchy()", () => {
  const array = arraySource(counting([2]), [2]);

  it("comes to groups before what they hold", async () => {
    const root = group({ a: group({ b: array }), c: array });
    expect(await paths(root)).toEqual(["group ", "group a", "array a/b", "array c"]);
  });

  it("does not take a group that cannot be listed for an empty one", async () => {
    const hidden: Group = { ...group({ b: array }), list: undefined };
    await expect(paths(group({ a: hidden }))).rejects.toMatchObject({ code: "unsupported" });
  });
});
