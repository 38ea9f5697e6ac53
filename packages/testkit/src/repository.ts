/**
 * The path of the repository: the test kit runs from its sources.
 *
 * @module
 */

import { fileURLToPath } from "node:url";

/** Path of the repository's root directory. */
export const REPOSITORY: string = fileURLToPath(new URL("../../..", import.meta.url));
