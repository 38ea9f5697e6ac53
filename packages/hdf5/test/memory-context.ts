/** A file in memory as the parts of the reader see it, for structures that no library writes. */

import { inThreadCoder } from "@chunkwright/codecs";
import { type Bytes, fileOfBytes, fileStore } from "@chunkwright/core";
import { metadataBlocks } from "../src/file/metadata-blocks.ts";
import type { Hdf5Context } from "../src/hdf5-context.ts";
import { collectionCache } from "../src/heap/global-heap.ts";

/** Addresses and lengths have 8 bytes. */
export function contextOf(bytes: Bytes): Hdf5Context {
  const file = fileOfBytes(bytes);
  return {
    file,
    blocks: metadataBlocks(file),
    collections: collectionCache(),
    store: fileStore(file),
    coder: inThreadCoder,
    name: "",
    isOneFile: true,
    baseAddress: 0,
    sizeOfOffsets: 8,
    sizeOfLengths: 8,
    openSibling: undefined,
    sharedMessages: undefined,
  };
}
