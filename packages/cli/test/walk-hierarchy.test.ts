import { type Group, StorageError } from "@chunkwright/core";
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

  it("names what cannot be read, and goes on", async () => {
    const error = new StorageError("unsupported", "Cannot read b", { format: "zarr", feature: "b" });
    const broken: Group = {
      ...group({ a: array, b: array, c: array }),
      open: async (name) => (name === "b" ? Promise.reject(error) : array),
    };
    expect(await paths(broken)).toEqual(["group ", "array a", "unread b", "array c"]);
    const vanished: Group = { ...broken, open: () => Promise.reject(new Error("gone")) };
    await expect(paths(vanished)).rejects.toThrow("gone");
  });

  it("does not take a group that cannot be listed for an empty one", async () => {
    const hidden: Group = { ...group({ b: array }), list: undefined };
    await expect(paths(group({ a: hidden }))).rejects.toMatchObject({ code: "unsupported" });
  });
});
