/**
 * The `encode` of codecs that only decode.
 *
 * @module
 */

import { StorageError } from "@chunkwright/core";

/** The `encode` of codec `name`: throws "unsupported". */
export function refuseEncoding(name: string): () => never {
  return () => {
    throw new StorageError("unsupported", `Cannot encode ${name}: it is only decoded`, {
      format: name,
      feature: "encoding",
    });
  };
}
