/**
 * Where this package lies, for files of it that are not modules.
 *
 * @module
 */

import { createRequire } from "node:module";
import { dirname } from "node:path";

/** Found by name: sources, build and bundle lie at different depths in it. */
export const PACKAGE_FOLDER: string = dirname(
  createRequire(import.meta.url).resolve("chunkwright/package.json"),
);
