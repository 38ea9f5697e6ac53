import { readRegion } from "@chunkwright/core";
import { memoryStore } from "@chunkwright/stores/memory";
import { describe, expect, it } from "vitest";
import { type AbsolutePath, create, get, open, root, set } from "zarrita";
import { openZarr } from "../../src/index.ts";
import { asZarritaStore, fromZarritaStore } from "../../src/view/index.ts";

async function zarritaMap(): Promise<Map<AbsolutePath, Uint8Array>> {
  const store = new Map<AbsolutePath, Uint8Array>();
  const array = await create(root(store), {
    shape: [5],
    chunkShape: [2],
    dtype: "uint16",
    fillValue: 0,
    codecs: [{ name: "bytes", configuration: { endian: "little" } }],
  });
  await set(array, null, { data: Uint16Array.of(1, 2, 3, 4, 5), shape: [5], stride: [1] });
  return store;
}

describe("fromZarritaStore()", () => {
  it("reads what zarrita wrote into a Map", async () => {
    const array = await openZarr(fromZarritaStore(await zarritaMap()));
    if (array?.kind !== "array") throw new Error("The root is an array");
    expect([...(await readRegion(array, { start: [0], shape: [5] })).data]).toEqual([1, 2, 3, 4, 5]);
  });

  it("cuts ranges out of values where the store has none", async () => {
    const store = fromZarritaStore(await zarritaMap());
    expect(await store.getRange("c/0", { offset: 1, length: 2 })).toEqual(Uint8Array.of(0, 2));
    expect(await store.getRange("c/0", { suffixLength: 2 })).toEqual(Uint8Array.of(2, 0));
    expect([await store.size("c/0"), await store.size("c/9"), await store.get("c/9")]).toEqual([
      4,
      undefined,
      undefined,
    ]);
    await expect(store.getRange("c/0", { offset: 2, length: 9 })).rejects.toMatchObject({
      code: "invalid-data",
    });
  });

  it("gives bytes of its own, which may be transferred", async () => {
    const values = await zarritaMap();
    const store = fromZarritaStore(values);
    (await store.get("c/0"))?.fill(9);
    expect(values.get("/c/0")).toEqual(Uint8Array.of(1, 0, 2, 0));
  });

  it("takes a short answer for what it is", async () => {
    const short = { get: () => undefined, getRange: () => Uint8Array.of(1) };
    const store = fromZarritaStore(short);
    await expect(store.getRange("a", { offset: 0, length: 2 })).rejects.toMatchObject({
      code: "invalid-data",
      message: "Cannot read 2 bytes of a: got 1",
    });
    expect(await store.getRange("a", { suffixLength: 2 })).toEqual(Uint8Array.of(1));
  });
});

describe("asZarritaStore()", () => {
  it("undoes fromZarritaStore()", async () => {
    const store = asZarritaStore(fromZarritaStore(await zarritaMap()));
    const { data } = await get(await open(root(store), { kind: "array" }));
    expect(data).toEqual(Uint16Array.of(1, 2, 3, 4, 5));
  });

  it("passes ranges and signals on", async () => {
    const store = asZarritaStore(memoryStore([["a/b", Uint8Array.of(1, 2, 3)]]));
    expect(await store.getRange("/a/b", { offset: 1, length: 1 })).toEqual(Uint8Array.of(2));
    await expect(store.get("/a/b", { signal: AbortSignal.abort("enough") })).rejects.toBe("enough");
  });
});
