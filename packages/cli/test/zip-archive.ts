/** A ZIP file of a hierarchy, made to measure. */

import { join } from "node:path";
import { createFsFile } from "@chunkwright/stores/fs";
import { createZip } from "@chunkwright/stores/zip";

/** Holds a Zarr group with one array of four elements below `prefix`, and the empty files `beside` it. */
export async function writeZarrZip(
  directory: string,
  name: string,
  prefix = "",
  beside: readonly string[] = [],
): Promise<string> {
  const path = join(directory, name);
  const archive = createZip(await createFsFile(path));
  const put = (key: string, value: string) => archive.set(key, new Uint8Array(Buffer.from(value)));
  const array = {
    zarr_format: 3,
    node_type: "array",
    shape: [4],
    data_type: "uint8",
    chunk_grid: { name: "regular", configuration: { chunk_shape: [4] } },
    chunk_key_encoding: { name: "default" },
    fill_value: 0,
    codecs: [{ name: "bytes" }],
  };
  await put(`${prefix}a/zarr.json`, JSON.stringify(array));
  await put(`${prefix}a/c/0`, "1234");
  await put(`${prefix}zarr.json`, JSON.stringify({ zarr_format: 3, node_type: "group", attributes: {} }));
  for (const key of beside) await put(key, "");
  await archive.close();
  return path;
}
