/**
 * Paths of groups and datasets that are to be written.
 *
 * @module
 */

import { invalidHdf5 } from "../hdf5-error.ts";

/**
 * `path` without slashes at its ends; "" is the root. Throws "invalid-data" for names that HDF5 gives a meaning of
 * its own or that could not be found again: paths come out of other files.
 */
export function normalizePath(path: string): string {
  const normal = path.replace(/^\/|\/$/g, "");
  if (normal === "") return "";
  if (normal.split("/").some((name) => /^\.?$|\0|\p{Surrogate}/u.test(name))) {
    throw invalidHdf5(
      `Cannot create ${JSON.stringify(path)}: a name in it is empty, a period or no text of UTF-8`,
    );
  }
  return normal;
}
