/**
 * The objects of a store that encoded chunks go into.
 *
 * @module
 */

import type { Bytes, CallOptions, ChunkCoder, ChunkIndex } from "@chunkwright/core";

export interface ChunkObjects {
  /**
   * Stores an encoded chunk; `undefined` leaves it out, and removes what is stored. Bytes that have been copied, and are
   * needed no longer, are given to `release`.
   */
  put(
    index: ChunkIndex,
    bytes: Bytes | undefined,
    options?: CallOptions,
    release?: ChunkCoder["release"],
  ): Promise<void>;
  /** Stores what is still kept. */
  flush(): Promise<void>;
}
