/**
 * N5: groups and datasets, read and written, over any store.
 *
 * @module
 */

export { type CreateN5Options, createN5 } from "./create-n5.ts";
export type { Compression, DatasetDocument, N5DataType } from "./dataset-document.ts";
export type { N5Array, N5Group, N5Node, N5Store, OpenN5Options } from "./n5-node.ts";
export { openN5 } from "./open-n5.ts";
export {
  type AppendN5Options,
  appendToN5Array,
  resizeN5Array,
  type UpdateN5Options,
  updateN5Array,
} from "./update-n5-array.ts";
