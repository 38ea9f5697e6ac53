/**
 * Metadata documents in front: the order of a directory in which a hierarchy is found without reading all of it.
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

/** Documents breadth-first, the root's first of all, then all other keys as they come. OME-NGFF RFC-9. */
export function documentsFirst(keys: readonly string[]): string[] {
  const documents = keys.filter(isDocument);
  documents.sort((a, b) => depth(a) - depth(b) || (a < b ? -1 : 1));
  return [...documents, ...keys.filter((key) => !isDocument(key))];
}

function depth(key: string): number {
  return key.split("/").length;
}
