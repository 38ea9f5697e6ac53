/** A hierarchy in memory: attributes of groups and arrays by path. */

import type { ChunkSource, Group, JsonObject } from "@chunkwright/core";

export type FakeNodes = Readonly<Record<string, JsonObject | ChunkSource>>;

export function fakeGroup(nodes: FakeNodes, path = ""): Group {
  const full = (name: string) => (path === "" ? name : `${path}/${name}`);
  return {
    kind: "group",
    attributes: (nodes[path] ?? {}) as JsonObject,
    list: undefined,
    async open(name) {
      const node = nodes[full(name)];
      if (node === undefined) return undefined;
      return isArray(node) ? node : fakeGroup(nodes, full(name));
    },
  };
}

function isArray(node: JsonObject | ChunkSource): node is ChunkSource {
  return node.kind === "array" && "readChunk" in node;
}
