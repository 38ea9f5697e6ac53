/** Files that show a directory to be a hierarchy of Zarr or N5, which alone may be replaced. */
export const HIERARCHY_MARKERS: readonly string[] = [
  "zarr.json",
  ".zgroup",
  ".zarray",
  ".zattrs",
  "attributes.json",
];
