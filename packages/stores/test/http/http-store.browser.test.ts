import { isStorageError } from "@chunkwright/core";
import { httpStore, openHttpFile } from "@chunkwright/stores/http";
import { expect, test } from "vitest";

/** As vitest's own server has it. */
const FOLDER = new URL("/packages/stores/test/fixtures", location.href).href;
/** Byte i is i modulo 251. */
const COUNTING = Uint8Array.from({ length: 1000 }, (_, i) => i % 251);

test("a page reads values, parts of them and their sizes", async () => {
  const store = httpStore(FOLDER);
  expect(await store.get("counting.bin")).toEqual(COUNTING);
  expect(await store.getRange("counting.bin", { offset: 300, length: 20 })).toEqual(COUNTING.slice(300, 320));
  expect(await store.getRange("counting.bin", { suffixLength: 5 })).toEqual(COUNTING.slice(995));
  expect(await store.size("counting.bin")).toBe(1000);
});

test("a page opens a file by its URL", async () => {
  const file = await openHttpFile(`${FOLDER}/counting.bin`);
  expect(file.size).toBe(1000);
  expect(await file.read(990, 10)).toEqual(COUNTING.slice(990));
});

test("in a page, too, an abort rejects with its reason and no server is an error", async () => {
  const store = httpStore(FOLDER);
  const signal = AbortSignal.abort("enough");
  await expect(store.get("counting.bin", { signal })).rejects.toBe("enough");
  const nowhere = httpStore("http://127.0.0.1:1", { retries: 0 });
  const error = await nowhere.get("x").catch((reason: unknown) => reason);
  expect(isStorageError(error, "store"), String(error)).toBe(true);
});
