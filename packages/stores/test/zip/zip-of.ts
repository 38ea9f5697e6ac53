/** An archive in memory that holds `entries`. */

import type { Bytes } from "@chunkwright/core";
import { createZip, type ZipOptions } from "@chunkwright/stores/zip";
import { memorySink } from "./memory-sink.ts";

export async function zipOf(entries: ReadonlyMap<string, Bytes>, options?: ZipOptions): Promise<Bytes> {
  const sink = memorySink();
  const writer = createZip(sink, options);
  for (const [key, value] of entries) await writer.set(key, value.slice());
  await writer.close();
  return sink.bytes;
}
