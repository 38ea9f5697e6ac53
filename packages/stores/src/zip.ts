/**
 * ZIP archives as stores.
 *
 * @module
 */

export { openZip, type ZipStore } from "./zip/zip-store.ts";
export { createZip, type ReadableZipWriter, type ZipOptions, type ZipWriter } from "./zip/zip-writer.ts";
