/** A hierarchy in memory whose groups can list what they hold, as HDF5's can. */

import type { Group } from "@chunkwright/core";
import { type FakeNodes, fakeGroup } from "./fake-group.ts";

/** Groups on the way to a node are created. */
export function listedGroup(nodes: FakeNodes): Group {
  const all: FakeNodes = {
    ...Object.fromEntries(Object.keys(nodes).flatMap((path) => ancestors(path).map((above) => [above, {}]))),
    ...nodes,
  };
  return listed(all, "");
}

function listed(nodes: FakeNodes, path: string): Group {
  const group = fakeGroup(nodes, path);
  const prefix = path === "" ? "" : `${path}/`;
  return {
    ...group,
    async *list() {
      for (const key of Object.keys(nodes)) {
        const name = key.slice(prefix.length);
        if (key.startsWith(prefix) && name !== "" && !name.includes("/")) yield name;
      }
    },
    async open(name, options) {
      const node = await group.open(name, options);
      return node?.kind === "group" ? listed(nodes, `${prefix}${name}`) : node;
    },
  };
}

function ancestors(path: string): readonly string[] {
  const parts = path.split("/");
  return parts.map((_, i) => parts.slice(0, i).join("/"));
}
