/**
 * A file that is to be opened as a source, before its format is known.
 *
 * @module
 */

import type { ByteSource } from "@chunkwright/core";
import type { Siblings } from "./siblings.ts";

export interface SourceFile {
  /** As on the command line. */
  readonly location: string;
  readonly file: ByteSource;
  /** Other files that this one may name. */
  readonly siblings: Siblings;
  readonly close: () => Promise<void>;
}
