/**
 * Any hierarchy as a Zarr v3 store, stores shared with zarrita, and references in place of copies.
 *
 * @module
 */

export { type ParquetReferenceOptions, parquetReferenceStore } from "./parquet-references.ts";
export { holdsReferences } from "./parse-references.ts";
export { type ReferenceStore, type ReferenceStoreOptions, referenceStore } from "./reference-store.ts";
export type { WriteReferencesOptions } from "./referenced-nodes.ts";
export { isPortableCodec } from "./view-array.ts";
export type { ShardsShown } from "./view-shards.ts";
export { type ViewOptions, type ViewStore, viewStore } from "./view-store.ts";
export {
  type WriteParquetReferencesOptions,
  writeParquetReferences,
} from "./write-parquet-references.ts";
export {
  type Reference,
  type References,
  writeReferences,
} from "./write-references.ts";
export { readChunksBy, type ZarritaArray, type ZarritaChunks } from "./zarrita-array.ts";
export {
  type AnyZarritaStore,
  asZarritaStore,
  fromZarritaStore,
  type ZarritaStore,
} from "./zarrita-store.ts";
