/**
 * The corpus and data beside the repository, with the digests of the reference implementations.
 *
 * @module
 */

import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { isJsonObject, type JsonObject, parseJson } from "@chunkwright/core";
import { REPOSITORY } from "./repository.ts";

/** A path below the shared folder: `CHUNKWRIGHT_SHARED`, or `shared` beside the repository. */
export function sharedPath(...segments: readonly string[]): string {
  return join(resolve(process.env.CHUNKWRIGHT_SHARED ?? join(REPOSITORY, "..", "shared")), ...segments);
}

/** Whether that path exists: tests that need it are skipped otherwise. */
export function hasShared(...segments: readonly string[]): boolean {
  return existsSync(sharedPath(...segments));
}

/** One line of `expected.json`: a file, and an array in it with its digest, or why there is none. */
export interface Expected extends JsonObject {
  readonly file: string;
}

/** The list in `expected.json` of the shared folder at `segments`. */
export async function readExpected(...segments: readonly string[]): Promise<readonly Expected[]> {
  const path = sharedPath(...segments, "expected.json");
  const list = parseJson(new Uint8Array(await readFile(path)), path);
  if (!Array.isArray(list) || !list.every(isExpected)) throw new TypeError(`${path} is not a list of files`);
  return list;
}

function isExpected(value: unknown): value is Expected {
  return isJsonObject(value) && typeof value.file === "string";
}
