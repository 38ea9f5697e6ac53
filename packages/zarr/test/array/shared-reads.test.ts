import { expect, it } from "vitest";
import { sharedReads } from "../../src/array/shared-reads.ts";

it("sharedReads() reads once what is wanted twice, and keeps the last", async () => {
  const kept = sharedReads<number>(2);
  const read: string[] = [];
  const get = (name: string) =>
    kept(name, async () => {
      read.push(name);
      return read.length;
    });
  expect(await Promise.all([get("a"), get("a"), get("b")])).toEqual([1, 1, 2]);
  await get("c");
  expect(await get("b")).toBe(2);
  await get("a");
  expect(read).toEqual(["a", "b", "c", "a"]);
});

it("sharedReads() keeps no failures, and aborts for one caller alone", async () => {
  const kept = sharedReads<number>(2);
  await expect(kept("a", () => Promise.reject(new Error("once")))).rejects.toThrow("once");
  const abort = new AbortController();
  let answer = (_: number): void => {};
  const first = kept("a", () => new Promise((resolve) => (answer = resolve)), { signal: abort.signal });
  const second = kept("a", () => Promise.reject(new Error("not to be read")));
  abort.abort("enough");
  await expect(first).rejects.toBe("enough");
  answer(3);
  expect(await second).toBe(3);
});
