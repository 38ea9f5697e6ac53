/**
 * The objects of a store that encoded chunks go into.
 *
 * @module
 */

import type { Bytes, CallOptions, ChunkIndex } from "@chunkwright/core";

export interface ChunkObjects {
  /** Stores an encoded chunk; `undefined` leaves it out, and removes what is stored. */
  put(index: ChunkIndex, bytes: Bytes | undefined, options?: CallOptions): Promise<void>;
  /** Stores what is still kept. */
  flush(): Promise<void>;
}
