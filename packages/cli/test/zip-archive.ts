/** A ZIP file of a hierarchy, made to measure. */

import { join } from "node:path";
import { createFsFile } from "@chunkwright/stores/fs";
import { createZip } from "@chunkwright/stores/zip";

/** Holds an N5 group with one array of four elements below `prefix`; the group may have no attributes. */
export async function writeN5Zip(
  directory: string,
  name: string,
  prefix: string,
  attributes: object | undefined,
): Promise<string> {
  const array = { dimensions: [4], blockSize: [4], dataType: "uint8", compression: { type: "raw" } };
  return writeZip(directory, name, {
    ...(attributes && { [`${prefix}attributes.json`]: JSON.stringify(attributes) }),
    [`${prefix}a/attributes.json`]: JSON.stringify(array),
    [`${prefix}a/0`]: "\0\0\0\u0001\0\0\0\u00041234",
  });
}

/** Holds a Zarr group with one array of four elements below `prefix`, and the empty files `beside` it. */
export async function writeZarrZip(
  directory: string,
  name: string,
  prefix = "",
  beside: readonly string[] = [],
): Promise<string> {
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
  return writeZip(directory, name, {
    [`${prefix}a/zarr.json`]: JSON.stringify(array),
    [`${prefix}a/c/0`]: "1234",
    [`${prefix}zarr.json`]: JSON.stringify({ zarr_format: 3, node_type: "group", attributes: {} }),
    ...Object.fromEntries(beside.map((key) => [key, ""])),
  });
}

async function writeZip(
  directory: string,
  name: string,
  entries: Readonly<Record<string, string>>,
): Promise<string> {
  const path = join(directory, name);
  const archive = createZip(await createFsFile(path));
  for (const [key, value] of Object.entries(entries)) {
    await archive.set(key, new Uint8Array(Buffer.from(value)));
  }
  await archive.close();
  return path;
}
