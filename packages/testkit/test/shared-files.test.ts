import { resolve } from "node:path";
import { hasShared, readExpected, sharedPath } from "@chunkwright/testkit";
import { afterEach, expect, test, vi } from "vitest";

afterEach(() => vi.unstubAllEnvs());

test("sharedPath() follows CHUNKWRIGHT_SHARED", () => {
  vi.stubEnv("CHUNKWRIGHT_SHARED", "/somewhere/else");
  expect(sharedPath("corpus", "tiff")).toBe(resolve("/somewhere/else/corpus/tiff"));
  expect(hasShared("corpus")).toBe(false);
});

test("readExpected() rejects where there is no such list", async () => {
  vi.stubEnv("CHUNKWRIGHT_SHARED", "/somewhere/else");
  await expect(readExpected("corpus")).rejects.toThrow("ENOENT");
});
