/**
 * The folder of this package, for its files that are not modules.
 *
 * @module
 */

import { createRequire } from "node:module";
import { dirname } from "node:path";

/** Found by name: sources, build and bundle lie at different depths in it. */
export const PACKAGE_FOLDER: string = dirname(
  createRequire(import.meta.url).resolve("chunkwright/package.json"),
);
