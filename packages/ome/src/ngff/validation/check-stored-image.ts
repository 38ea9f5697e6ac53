/**
 * An image as it is stored: its arrays, and the label images below it.
 *
 * @module
 */

import { type Group, type JsonObject, joinPath, showJson } from "@chunkwright/core";
import { isFrom } from "../ngff-version.ts";
import { checkArrays, type StoredLevel } from "./check-arrays.ts";
import { type Checker, checkerFor } from "./checker.ts";
import { membersOf, objectsOf, textsOf, type ValidationWalk } from "./validation-walk.ts";

/** Arrays of all multiscales, then the label images. */
export async function checkStoredImage(
  group: Group,
  members: JsonObject,
  check: Checker,
  walk: ValidationWalk,
): Promise<void> {
  let most = 0;
  for (const [i, multiscale] of objectsOf(members.multiscales).entries()) {
    const levels: StoredLevel[] = [];
    for (const dataset of objectsOf(multiscale.datasets)) {
      if (typeof dataset.path !== "string") continue;
      const node = await walk.open(group, dataset.path, check);
      if (node?.kind === "array") walk.arrays += 1;
      levels.push({ path: dataset.path, dataset, node });
    }
    most = Math.max(most, levels.length);
    checkArrays({ multiscale, member: `multiscales[${i}]`, levels, attributes: group.attributes }, check);
    if (members["image-label"] !== undefined || /(^|\/)labels\//.test(check.path)) {
      checkLabelTypes(levels, check);
    }
  }
  const labels = await walk.open(group, "labels", check);
  if (labels?.kind === "group") await checkStoredLabels(labels, most, check, walk);
}

/** OME-NGFF 0.4, "labels" metadata: each listed label is an image, with as many levels as the image that it labels. */
async function checkStoredLabels(
  labels: Group,
  levels: number,
  image: Checker,
  walk: ValidationWalk,
): Promise<void> {
  const path = joinPath(image.path, "labels");
  await walk.visit(labels, path);
  const check = checkerFor(path, image.version, walk.findings);
  const listed = membersOf(labels)?.labels;
  if (listed === undefined) {
    if (isFrom(image.version, "0.5")) check.fail("labels/form", "labels is absent");
    return;
  }
  for (const name of textsOf(listed)) {
    const label = await walk.open(labels, name, check);
    const members = membersOf(label);
    if (label?.kind !== "group" || members?.multiscales === undefined) {
      check.fail("labels/listed", `label ${showJson(name)} is listed, but ${label ? "no image" : "absent"}`);
      continue;
    }
    await walk.visit(label, joinPath(path, name));
    for (const { datasets } of objectsOf(members.multiscales)) {
      const own = objectsOf(datasets).length;
      if (own === levels) continue;
      const fact = `label ${showJson(name)} has ${own} levels, but the image that it labels has ${levels}`;
      check.fail("labels/levels", fact);
    }
  }
}

/** "The pixels of the label images MUST be integer data types." OME-Zarr 0.5, "labels" metadata. */
function checkLabelTypes(levels: readonly StoredLevel[], check: Checker): void {
  for (const { path, node } of levels) {
    if (node?.kind !== "array" || /^u?int(8|16|32|64)$/.test(node.info.dataType)) continue;
    check.fail("labels/type", `${showJson(path)} is of ${node.info.dataType}, no integers`);
  }
}
