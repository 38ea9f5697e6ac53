import { isStorageError } from "@chunkwright/core";
import { expect, test } from "vitest";
import { checkKey, checkPrefix } from "../src/store-key.ts";

test("checkKey() accepts the names that formats use", () => {
  for (const key of [".zarray", "c/0/0", "0.0", "a b/ä/日本", "...", "a..b", "..a", "s3:", "x/C:"])
    checkKey(key);
});

test("checkKey() names the key and the fault", () => {
  const error = capture(() => checkKey("a/../b"));
  expect(isStorageError(error, "invalid-data")).toBe(true);
  expect(String(error)).toContain('Cannot use key "a/../b": it has a segment ".."');
  expect(String(capture(() => checkKey(`/${"x".repeat(10_000)}`))).length).toBeLessThan(300);
});

test("checkPrefix() accepts the empty string, or a key and a slash", () => {
  for (const prefix of ["", "a/", "a/b/"]) checkPrefix(prefix);
  expect(String(capture(() => checkPrefix("a")))).toContain('Cannot use prefix "a": it does not end in /');
});

function capture(task: () => void): unknown {
  try {
    task();
  } catch (error) {
    return error;
  }
  return expect.fail("nothing was thrown");
}
