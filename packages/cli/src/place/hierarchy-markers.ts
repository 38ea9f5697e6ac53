/** Files by which a directory is recognised as a Zarr or N5 hierarchy; only those may be replaced. */
export const HIERARCHY_MARKERS: readonly string[] = [
  "zarr.json",
  ".zgroup",
  ".zarray",
  ".zattrs",
  "attributes.json",
];
