import { expect, test, vi } from "vitest";
import { LoadOnce } from "../../src/index.ts";

test("LoadOnce loads once for callers at the same time and for later ones", async () => {
  const load = vi.fn(async () => 7);
  const value = new LoadOnce(load);
  expect(await Promise.all([value.get(), value.get()])).toEqual([7, 7]);
  expect(await value.get()).toBe(7);
  expect(load).toHaveBeenCalledTimes(1);
});

test("LoadOnce tries again after a load that failed", async () => {
  const load = vi.fn(async () => 7).mockRejectedValueOnce(new Error("for a moment"));
  const value = new LoadOnce(load);
  await expect(value.get()).rejects.toThrow("for a moment");
  expect(await value.get()).toBe(7);
});

/** A load that lasts until its caller aborts, or until `finish` is called. */
function slowLoad() {
  let finish = (): void => {};
  const value = new LoadOnce<number>(
    (options) =>
      new Promise((resolve, reject) => {
        finish = () => resolve(7);
        options?.signal?.addEventListener("abort", () => reject(options.signal?.reason));
      }),
  );
  return { value, finish: () => finish() };
}

test("LoadOnce loads again for the others when the caller that loads aborts", async () => {
  const { value, finish } = slowLoad();
  const controller = new AbortController();
  const first = value.get({ signal: controller.signal });
  const others = [value.get(), value.get()];
  controller.abort("enough");
  await expect(first).rejects.toBe("enough");
  finish();
  expect(await Promise.all(others)).toEqual([7, 7]);
});

test("LoadOnce lets a caller that waits for another abort at once", async () => {
  const { value, finish } = slowLoad();
  const first = value.get();
  const controller = new AbortController();
  const waiting = value.get({ signal: controller.signal });
  controller.abort("enough");
  await expect(waiting).rejects.toBe("enough");
  finish();
  expect(await first).toBe(7);
});

test("LoadOnce takes a value that is known", async () => {
  const value = new LoadOnce<number>(() => Promise.reject(new Error("not needed")));
  value.set(7);
  expect(await value.get()).toBe(7);
});
