/** Files that show a directory to be a Zarr hierarchy, which alone may be replaced. */
export const ZARR_MARKERS: readonly string[] = ["zarr.json", ".zgroup", ".zarray", ".zattrs"];
