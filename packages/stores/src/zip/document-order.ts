/**
 * The order of a directory that lists metadata documents first, so that a reader can open a hierarchy early.
 *
 * @module
 */

/** File names of Zarr v3, Zarr v2 and N5. */
const DOCUMENT_NAMES: ReadonlySet<string> = new Set([
  "zarr.json",
  ".zgroup",
  ".zarray",
  ".zattrs",
  ".zmetadata",
  "attributes.json",
]);

export function isDocument(key: string): boolean {
  return DOCUMENT_NAMES.has(key.slice(key.lastIndexOf("/") + 1));
}

/** Documents breadth-first from the root, then all other keys in their order. OME-NGFF RFC-9. */
export function documentsFirst(keys: readonly string[]): string[] {
  const documents = keys.filter(isDocument);
  documents.sort((a, b) => depth(a) - depth(b) || (a < b ? -1 : 1));
  return [...documents, ...keys.filter((key) => !isDocument(key))];
}

function depth(key: string): number {
  return key.split("/").length;
}
