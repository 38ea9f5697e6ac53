/**
 * ZIP archives as stores.
 *
 * @module
 */

export type { ZipDecoders } from "./zip/read-entry.ts";
export { type OpenZipOptions, openZip, type ZipStore } from "./zip/zip-store.ts";
export { createZip, type ReadableZipWriter, type ZipOptions, type ZipWriter } from "./zip/zip-writer.ts";
