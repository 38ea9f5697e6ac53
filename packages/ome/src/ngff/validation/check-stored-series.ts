/**
 * The images of a file that bioformats2raw has converted, as they are stored.
 *
 * @module
 */

import { type Group, joinPath } from "@chunkwright/core";
import { checkListedImage } from "./check-listed-image.ts";
import type { Checker } from "./checker.ts";
import { membersOf, textsOf, type ValidationWalk } from "./validation-walk.ts";

/** OME-NGFF 0.4, "bioformats2raw.layout" metadata: images by `series`, or numbered from 0. */
export async function checkStoredSeries(group: Group, check: Checker, walk: ValidationWalk): Promise<void> {
  const ome = await walk.open(group, "OME", check);
  if (ome?.kind === "group") await walk.visit(ome, joinPath(check.path, "OME"));
  const series = membersOf(ome)?.series;
  if (series !== undefined) {
    for (const path of textsOf(series)) {
      await checkListedImage(group, path, "bioformats2raw/series", check, walk);
    }
    return;
  }
  for (let i = 0; ; i += 1) {
    const image = await walk.open(group, `${i}`, check);
    if (image?.kind !== "group") {
      if (i === 0) check.fail("bioformats2raw/series", "there is neither a list of series nor an image 0");
      return;
    }
    await walk.visit(image, joinPath(check.path, `${i}`));
  }
}
