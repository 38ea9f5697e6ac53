import type { Group, JsonObject } from "@chunkwright/core";
import { memoryStore } from "@chunkwright/stores/memory";
import { collect, roundStore } from "@chunkwright/testkit";
import { openZarr } from "@chunkwright/zarr";
import { describe, expect, it } from "vitest";
import { walkAhead } from "../src/walk-ahead.ts";

const utf8 = new TextEncoder();

/** A hierarchy of `counts.length` levels of groups, far away but for the names that it lists. */
async function farGroups(counts: readonly number[]) {
  const store = memoryStore();
  const add = async (prefix: string, [count, ...below]: readonly number[]): Promise<void> => {
    await store.set(`${prefix}zarr.json`, utf8.encode(JSON.stringify(GROUP)));
    for (let i = 0; i < (count ?? 0); i += 1) await add(`${prefix}${i}/`, below);
  };
  await add("", counts);
  const far = roundStore(store);
  const root = await openZarr({ ...far, list: store.list });
  if (root?.kind !== "group") throw new Error("no group");
  return { root, far };
}

const GROUP: JsonObject = { zarr_format: 3, node_type: "group", attributes: {} };

describe("walkAhead()", () => {
  it("opens what lies side by side, in whichever groups, in one round", async () => {
    const { root, far } = await farGroups([4, 4, 1]);
    const paths = (await collect(walkAhead(root))).map(({ path }) => path);
    expect(paths.length).toBe(1 + 4 + 16 + 16);
    expect(paths.slice(0, 6)).toEqual(["", "0", "0/0", "0/0/0", "0/1", "0/1/0"]);
    // The first of each was for the root.
    expect(far.requests).toBe(paths.length);
    expect(far.rounds).toBe(1 + 3);
  });

  it("opens no more than so many nodes at a time, and stops with its reader", async () => {
    const { root, far } = await farGroups([1000]);
    for await (const { path } of walkAhead(root)) if (path === "0") break;
    const { requests } = far;
    expect(requests).toBeLessThanOrEqual(1 + 2 * 32);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(far.requests).toBe(requests);
    const { root: again, far: all } = await farGroups([1000]);
    expect((await collect(walkAhead(again))).length).toBe(1001);
    expect(all.rounds).toBe(1 + Math.ceil(1000 / 32));
  });

  it("tells where it fails, in its place, and goes on", async () => {
    const group: Group = {
      kind: "group",
      attributes: {},
      async *list() {
        yield* ["a", "b", "c"];
      },
      async open(name) {
        if (name === "a") throw new Error("no a");
        if (name === "c") return { ...group, list: undefined };
        return {
          ...group,
          // biome-ignore lint/correctness/useYield: it fails before
          async *list() {
            throw new Error("no list");
          },
        };
      },
    };
    const walked = (await collect(walkAhead(group))).map((each) =>
      "failed" in each ? `${each.path} ${each.failed}: ${(each.error as Error).message}` : each.path,
    );
    expect(walked).toEqual(["", "a open: no a", "b", "b list: no list", "c"]);
  });
});
