/**
 * Images that a well or a list of series names.
 *
 * @module
 */

import { type Group, joinPath, showJson } from "@chunkwright/core";
import type { Checker } from "./checker.ts";
import { membersOf, type ValidationWalk } from "./validation-walk.ts";

/** The rule for each kind of list, and what it calls its entries. */
const LISTED = { "well/images": "image", "bioformats2raw/series": "series" } as const;

/** The group at `path` exists, and is an image. */
export async function checkListedImage(
  group: Group,
  path: string,
  rule: keyof typeof LISTED,
  check: Checker,
  walk: ValidationWalk,
): Promise<void> {
  const image = await walk.open(group, path, check);
  if (image?.kind !== "group" || membersOf(image)?.multiscales === undefined) {
    const fact = image ? "has no multiscales" : "absent";
    check.fail(rule, `${LISTED[rule]} ${showJson(path)} is listed, but ${fact}`);
    return;
  }
  await walk.visit(image, joinPath(check.path, path));
}
