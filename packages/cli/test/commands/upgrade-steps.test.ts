import { elementsInOrder } from "@chunkwright/convert";
import type { ChunkSource, JsonObject, WritableStore } from "@chunkwright/core";
import type { ReleasedNgffVersion } from "@chunkwright/ome";
import { type MemoryStore, memoryStore } from "@chunkwright/stores/memory";
import { collect } from "@chunkwright/testkit";
import { createZarr, openZarr } from "@chunkwright/zarr";
import { describe, expect, it } from "vitest";
import { planUpgrade } from "../../src/commands/upgrade-plan.ts";
import { upgradeInPlace } from "../../src/commands/upgrade-steps.ts";
import { walkHierarchy } from "../../src/walk-hierarchy.ts";

const AXES = ["t", "c", "z", "y", "x"].map((name, i) => ({ name, type: ["time", "channel"][i] ?? "space" }));
const coordinateTransformations = [{ type: "scale", scale: [1, 1, 1, 1, 1] }];

function attributesOf(version: ReleasedNgffVersion): JsonObject {
  if (version < "0.4") return { multiscales: [{ version, datasets: [{ path: "0" }] }] };
  const multiscale = { axes: AXES, datasets: [{ path: "0", coordinateTransformations }] };
  return version === "0.4"
    ? { multiscales: [{ version, ...multiscale }] }
    : { ome: { version, multiscales: [multiscale] } };
}

/** An image of four chunks with a label image beside it, 2 arrays in all. */
async function hierarchy(version: ReleasedNgffVersion): Promise<MemoryStore> {
  const store = memoryStore();
  const zarrFormat = version === "0.5" ? 3 : 2;
  const sink = await createZarr(store, { zarrFormat, separator: version === "0.1" ? "." : "/" });
  for (const path of ["", "labels/a"]) {
    await sink.createGroup(path, attributesOf(version));
    const array = await sink.createArray(path === "" ? "0" : `${path}/0`, {
      dataType: "uint8",
      shape: [1, 1, 1, 4, 4],
      chunkShape: [1, 1, 1, 2, 2],
      fillValue: 7,
      codecs: [{ name: "bytes" }],
      attributes: {},
    });
    for (const [y, x] of [
      [0, 0],
      [0, 1],
      [1, 1],
    ] as const) {
      const data = Uint8Array.of(1, 2, 3, 4 + y + x);
      await array.writeChunk([0, 0, 0, y, x], { dataType: "uint8", shape: [1, 1, 1, 2, 2], data });
    }
    await array.close();
  }
  await sink.close();
  return store;
}

async function openRoot(store: MemoryStore) {
  const root = await openZarr(store, "", { consolidated: false });
  if (!root) throw new Error("There is no root");
  return root;
}

/** The elements of all arrays, by path. */
async function elements(store: MemoryStore): Promise<Record<string, readonly number[]>> {
  const found: Record<string, readonly number[]> = {};
  for await (const { path, node } of walkHierarchy(await openRoot(store), {})) {
    if (node.kind === "array") found[path] = await elementsOf(node);
  }
  return found;
}

async function elementsOf(source: ChunkSource): Promise<readonly number[]> {
  const all: number[] = [];
  for await (const bytes of elementsInOrder(source)) all.push(...bytes);
  return all;
}

async function upgrade(
  store: MemoryStore,
  version: ReleasedNgffVersion,
  target: WritableStore,
): Promise<void> {
  const plan = await planUpgrade(await openRoot(store), { version, keepKeys: true }, {});
  await upgradeInPlace(target, plan, {});
}

/** A store that fails at the operation of this number, and at all behind it. */
function failingAt(
  store: MemoryStore,
  limit: number,
): { readonly store: WritableStore; readonly count: () => number } {
  let operations = 0;
  const step = () => {
    operations += 1;
    if (operations > limit) throw new Error("The disk is gone");
  };
  return {
    count: () => operations,
    store: {
      async set(key, value) {
        step();
        await store.set(key, value);
      },
      async delete(key) {
        step();
        await store.delete(key);
      },
    },
  };
}

describe("upgradeInPlace()", () => {
  it("takes chunks out of their shards, byte for byte, for versions that know none", async () => {
    const store = memoryStore();
    const sink = await createZarr(store, { zarrFormat: 3, attributes: attributesOf("0.5") });
    const array = await sink.createArray("0", {
      dataType: "uint8",
      shape: [1, 1, 1, 8, 8],
      chunkShape: [1, 1, 1, 2, 2],
      shardShape: [1, 1, 1, 4, 4],
      fillValue: 0,
      codecs: [{ name: "bytes" }],
      attributes: {},
    });
    for (const [y, x] of [
      [0, 0],
      [1, 1],
      [3, 2],
    ] as const) {
      const data = Uint8Array.of(1, 2, y, x);
      await array.writeChunk([0, 0, 0, y, x], { dataType: "uint8", shape: [1, 1, 1, 2, 2], data });
    }
    await array.close();
    await sink.close();
    const before = await elements(store);
    await upgrade(store, "0.4", store);
    expect(await elements(store)).toEqual(before);
    const left = (await collect(store.list("0/"))).map(({ key }) => key);
    expect(left.sort()).toEqual(["0/.zarray", "0/0/"]);
    expect(await store.get("0/0/0/0/3/2")).toEqual(Uint8Array.of(1, 2, 3, 2));
  });

  it.each<[ReleasedNgffVersion, ReleasedNgffVersion]>([
    ["0.1", "0.2"],
    ["0.1", "0.5"],
    ["0.2", "0.1"],
    ["0.2", "0.4"],
    ["0.4", "0.5"],
    ["0.5", "0.4"],
    ["0.5", "0.1"],
  ])("leaves a hierarchy that can be read wherever it is cut off: %s to %s", async (from, to) => {
    const source = await hierarchy(from);
    const before = await elements(source);
    expect(Object.keys(before)).toEqual(["0", "labels/a/0"]);
    const whole = await hierarchy(from);
    const counted = failingAt(whole, Number.POSITIVE_INFINITY);
    await upgrade(whole, to, counted.store);
    expect(await elements(whole)).toEqual(before);
    expect(counted.count()).toBeGreaterThan(5);
    for (let limit = 0; limit < counted.count(); limit += 1) {
      const store = await hierarchy(from);
      await expect(upgrade(store, to, failingAt(store, limit).store)).rejects.toThrow("The disk is gone");
      expect({ limit, elements: await elements(store) }).toEqual({ limit, elements: before });
      await upgrade(store, to, store);
      expect({ limit, elements: await elements(store) }).toEqual({ limit, elements: before });
    }
  });
});
