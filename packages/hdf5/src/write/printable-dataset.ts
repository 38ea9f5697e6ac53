/**
 * A dataset that goes into the file, wherever its elements are.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import type { PrintedMessage } from "./print/print-header.ts";
import type { Referents } from "./reference-to.ts";

export interface PrintableDataset {
  /** What the object header says of the elements, but for where they are. As long whatever `referents` answer. */
  messages(referents: Referents): readonly PrintedMessage[];
  /** Of what lies behind all headers: a chunk index, elements. 0 if nothing does. */
  readonly bodyByteLength: number;
  printBody(address: number, referents: Referents): Bytes;
  /** Where the elements are. The message is as long without the address of the body. */
  layout(bodyAddress: number | undefined): PrintedMessage;
}
