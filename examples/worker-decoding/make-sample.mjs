/** Writes the array that the page reads unless told otherwise: `node make-sample.mjs` (after `npm run build`). */

import { fileURLToPath } from "node:url";
import { chunkIndices, gridShape } from "@chunkwright/core";
import { fsStore } from "@chunkwright/stores/fs";
import { createZarrArray } from "@chunkwright/zarr";

const info = {
  dataType: "uint16",
  shape: [512, 512, 256],
  chunkShape: [64, 64, 64],
  fillValue: 0,
  codecs: [
    { name: "bytes", configuration: { endian: "little" } },
    { name: "zstd", configuration: { level: 3, checksum: false } },
  ],
  dimensionNames: ["z", "y", "x"],
  attributes: {},
};
const folder = fileURLToPath(new URL("public/sample.zarr", import.meta.url));
const sink = await createZarrArray(fsStore(folder), "", info, { zarrFormat: 3 });
for (const index of chunkIndices(gridShape(info))) {
  const [z, y, x] = index.map((at) => at * 64);
  const data = new Uint16Array(64 ** 3);
  for (let i = 0; i < data.length; i += 1) {
    const [dz, dy, dx] = [z + (i >> 12) - 256, y + ((i >> 6) & 63) - 256, x + (i & 63) - 128];
    data[i] = 2000 + 1500 * Math.sin(Math.hypot(dz, dy, dx) / 12) + ((i * 7919) % 64);
  }
  await sink.writeChunk(index, { dataType: "uint16", shape: info.chunkShape, data });
}
await sink.close();
console.log(`Wrote ${folder}`);
