import { registerCodecs } from "@chunkwright/codecs/zarrita";
import { expect, test } from "vitest";
import { create, registry, root, set } from "zarrita";

test("a worker reads with our codecs what the page wrote with them", async () => {
  registerCodecs(registry);
  const store = new Map<string, Uint8Array>();
  const array = await create(root(store).resolve("array"), {
    dtype: "uint16",
    shape: [64, 64],
    chunkShape: [32, 32],
    codecs: [
      { name: "bytes", configuration: { endian: "little" } },
      { name: "blosc", configuration: { cname: "lz4", shuffle: "bitshuffle" } },
      { name: "gzip", configuration: { level: 1 } },
    ],
  });
  const data = Uint16Array.from({ length: 4096 }, (_, i) => i >> 3);
  await set(array, null, { data, shape: [64, 64], stride: [64, 1] });

  const worker = new Worker(new URL("./zarrita-worker.ts", import.meta.url), { type: "module" });
  const read = new Promise((resolve, reject) => {
    worker.addEventListener("message", ({ data }) => resolve(data));
    worker.addEventListener("error", ({ message }) => reject(new Error(message)));
  });
  worker.postMessage(store);
  expect(await read).toEqual(data);
  worker.terminate();
});
