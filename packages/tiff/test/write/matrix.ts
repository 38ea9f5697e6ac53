/** Images of every kind, each in a file of its own. */

import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { bytesOf, type Chunk, type CodecSpec, type DataType, type Shape } from "@chunkwright/core";
import { createTiff, type TiffImage } from "../../src/index.ts";
import { imageOf, LITTLE, MemoryFile, randomChunk, writeAll, ZLIB } from "./written.ts";

const LAYOUTS: readonly (readonly [
  name: string,
  shape: Shape,
  tile: Shape,
  more: Omit<TiffImage, "info">,
])[] = [
  ["grey", [45, 50], [16, 32], {}],
  ["rgb", [45, 50, 3], [32, 16, 3], {}],
  ["planar", [3, 45, 50], [1, 16, 32], { planar: true, photometric: "rgb" }],
  ["strips", [45, 50], [7, 50], { strips: true }],
];
const COMPRESSIONS: { readonly [name: string]: readonly CodecSpec[] } = {
  none: [LITTLE],
  deflate: [LITTLE, ZLIB],
  zstd: [LITTLE, { name: "zstd", configuration: { level: 3 } }],
  lzw: [LITTLE, { name: "tiff.lzw" }],
  packbits: [LITTLE, { name: "tiff.packbits" }],
};

export interface WrittenFile {
  readonly name: string;
  readonly dataType: DataType;
  readonly layout: string;
  readonly compression: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly chunk: Chunk;
  /** Of the elements as they were given. */
  readonly sha256: string;
}

export const digest = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** Every combination, half of them BigTIFF; with a predictor where there is compression. */
export async function writeMatrix(
  folder: string,
  dataTypes: readonly DataType[],
): Promise<readonly WrittenFile[]> {
  const files: WrittenFile[] = [];
  for (const dataType of dataTypes) {
    for (const [layout, shape, tile, more] of LAYOUTS) {
      for (const [compression, codecs] of Object.entries(COMPRESSIONS)) {
        const axis = layout === "rgb" ? -2 : -1;
        const predictor = { name: "tiff.horizontal_differencing", configuration: { axis } };
        const isPredicted = ["deflate", "zstd", "lzw"].includes(compression) && /int/.test(dataType);
        const image = imageOf(dataType, shape, tile, isPredicted ? [predictor, ...codecs] : codecs, more);
        const file = new MemoryFile();
        const writer = createTiff(file, [image], { bigTiff: files.length % 2 === 0 });
        const chunk = randomChunk(dataType, shape, files.length + 1);
        await writeAll(writer.images[0]!.sink, chunk);
        await writer.close();
        const name = `${dataType}-${layout}-${compression}.tif`;
        await writeFile(join(folder, name), file.bytes);
        const sha256 = digest(bytesOf(chunk.data));
        files.push({ name, dataType, layout, compression, bytes: file.bytes, chunk, sha256 });
      }
    }
  }
  return files;
}
