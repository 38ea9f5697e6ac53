import { realpathSync } from "node:fs";
import { mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fsStore } from "@chunkwright/stores/fs";
import { expect, test, vi } from "vitest";

/** What libuv makes of the answers of drives such as those in memory, and of others in Wine. */
const codes = ["EISDIR", "UNKNOWN"];
let calls = 0;
function unanswered(): Error {
  const code = codes[calls++ % codes.length];
  return Object.assign(new Error(`${code}: illegal operation on a directory, realpath`), { code });
}

vi.mock("node:fs/promises", async (load) => ({
  ...(await load<typeof import("node:fs/promises")>()),
  realpath: vi.fn(async () => {
    throw unanswered();
  }),
}));
vi.mock("node:fs", async (load) => {
  const real = await load<typeof import("node:fs")>();
  const native = vi.fn(() => {
    throw unanswered();
  });
  return { ...real, realpathSync: Object.assign((path: string) => real.realpathSync(path), { native }) };
});

test.each([{}, { unpublished: true }])(
  "fsStore(%j) works on drives of Windows that do not tell real paths",
  async (options) => {
    const root = await mkdtemp(join(tmpdir(), "chunkwright-"));
    try {
      await writeFile(join(root, "a"), "a");
      const store = fsStore(root, options);
      await store.set("b/c", Uint8Array.of(1));
      expect(await store.get("b/c")).toEqual(Uint8Array.of(1));
      expect(await store.size("a")).toBe(1);
      expect(await store.get("d")).toBeUndefined();
      const asked = options.unpublished ? realpathSync.native : realpath;
      expect(asked).toHaveBeenCalled();
    } finally {
      await rm(root, { recursive: true });
    }
  },
);
