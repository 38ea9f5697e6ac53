/**
 * References that are to be written: by path, for addresses are known when the file is complete.
 *
 * @module
 */

import type { Region } from "@chunkwright/core";
import type { Selection } from "../array/selection.ts";

/** Refers to an object of the file that is written, or to a region of a dataset. */
export class ReferenceTo {
  readonly path: string;
  readonly selection: Selection | undefined;
  /** Refers to nothing if nothing is there. */
  readonly isOptional: boolean;

  /** `path` from the root; "" is the root. */
  constructor(path: string, region?: Region | Selection, isOptional = false) {
    this.path = path;
    this.selection = region && "start" in region ? { kind: "blocks", blocks: [region] } : region;
    this.isOptional = isOptional;
  }
}

/** What metadata refer to: bytes of any length, and other objects. */
export interface Referents {
  /** Keeps objects in global heaps; 16 bytes of reference to each. */
  store(objects: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer>;
  /** Whether there is an object at `path`. */
  has(path: string): boolean;
  /** Address of the header of the object at `path`. Throws `RangeError` if there is none. */
  addressOf(path: string): number;
  /** Does what `addressOf` does for a committed datatype, and adds one to the number of its users. */
  useDatatype(path: string): number;
}
