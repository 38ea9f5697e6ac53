import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fsStore } from "@chunkwright/stores/fs";
import { testWritableStore } from "@chunkwright/testkit";

testWritableStore("fsStore()", async (entries) => {
  const directory = await mkdtemp(join(tmpdir(), "chunkwright-"));
  const store = fsStore(join(directory, "root"));
  for (const [key, value] of entries) await store.set(key, value.slice());
  return { store, dispose: () => rm(directory, { recursive: true }) };
});
