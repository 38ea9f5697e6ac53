/** Reads an array in a worker, by a registry that our codecs were put into there. */

import { registerCodecs } from "@chunkwright/codecs/zarrita";
import { get, open, registry, root } from "zarrita";

registerCodecs(registry);

self.addEventListener("message", async ({ data }: MessageEvent<Map<string, Uint8Array>>) => {
  const array = await open(root(data).resolve("array"), { kind: "array" });
  self.postMessage((await get(array)).data);
});
