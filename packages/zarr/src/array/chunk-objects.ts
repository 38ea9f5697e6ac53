/**
 * The objects of a store that encoded chunks go into.
 *
 * @module
 */

import type {
  Bytes,
  CallOptions,
  ChunkCoder,
  ChunkIndex,
  WriteOutcome,
  WriteTarget,
} from "@chunkwright/core";

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
  /**
   * Has another thread put an encoded chunk into its object: `encodeTo` passes on where. Resolves with false, and nothing
   * done, where that is not possible. Absent where it never is.
   */
  putBy?(
    index: ChunkIndex,
    encodeTo: (target: WriteTarget) => Promise<WriteOutcome>,
    options?: CallOptions,
  ): Promise<boolean>;
  /** Stores what is still kept. */
  flush(): Promise<void>;
}
