/**
 * A dataset that goes into the file, wherever its elements are.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import type { PrintedMessage } from "./print/print-header.ts";
import type { Referents } from "./reference-to.ts";

export interface PrintableDataset {
  /** What the object header says of the elements, except where they are. Its length does not depend on `referents`. */
  messages(referents: Referents): readonly PrintedMessage[];
  /** Bytes that follow the headers of all objects, such as a chunk index or elements; 0 if there are none. */
  readonly bodyByteLength: number;
  printBody(address: number, referents: Referents): Bytes;
  /** Where the elements are. The message is as long without the address of the body. */
  layout(bodyAddress: number | undefined): PrintedMessage;
}
