import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fsStore, openOrigin } from "@chunkwright/stores/fs";
import { expect, test, vi } from "vitest";

/** Some versions of Node tell device 0 on Windows of a path, but not of an open file. */
vi.mock("node:fs/promises", async (load) => {
  const real = await load<typeof import("node:fs/promises")>();
  const stat = async (path: string) => Object.assign(await real.stat(path), { dev: 0 });
  return { ...real, stat };
});

test("openOrigin() reads a value of a store where `stat` and `fstat` tell different devices", async () => {
  const root = await mkdtemp(join(tmpdir(), "chunkwright-"));
  try {
    const store = fsStore(root);
    await store.set("a", Uint8Array.of(1, 2, 3));
    const origin = await store.originOf!("a");
    expect(await openOrigin(origin!).get("")).toEqual(Uint8Array.of(1, 2, 3));
  } finally {
    await rm(root, { recursive: true });
  }
});
