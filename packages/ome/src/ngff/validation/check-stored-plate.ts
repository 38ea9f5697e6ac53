/**
 * A plate as it is stored: its wells, and their fields of view.
 *
 * @module
 */

import { type Group, isJsonObject, type Json, joinPath, showJson } from "@chunkwright/core";
import { isFrom } from "../ngff-version.ts";
import { checkListedImage } from "./check-listed-image.ts";
import { type Checker, checkerFor } from "./checker.ts";
import { membersOf, objectsOf, type ValidationWalk } from "./validation-walk.ts";

/** OME-NGFF 0.4, "plate" metadata: each listed well exists. */
export async function checkStoredPlate(
  group: Group,
  plate: Json,
  check: Checker,
  walk: ValidationWalk,
): Promise<void> {
  if (!isJsonObject(plate)) return;
  const acquisitions = new Set(objectsOf(plate.acquisitions).map(({ id }) => id ?? null));
  for (const { path } of objectsOf(plate.wells)) {
    if (typeof path !== "string") continue;
    const well = await walk.open(group, path, check);
    const members = membersOf(well);
    if (well?.kind !== "group" || members?.well === undefined) {
      const fact = well ? "has no metadata of a well" : "absent";
      check.fail("plate/wells", `well ${showJson(path)} is listed, but ${fact}`);
      continue;
    }
    const wellPath = joinPath(check.path, path);
    await walk.visit(well, wellPath);
    checkAcquisitions(members.well, acquisitions, checkerFor(wellPath, check.version, walk.findings));
  }
}

/** Every field of a plate with several acquisitions names one of them: a MUST from 0.4. */
function checkAcquisitions(well: Json, known: ReadonlySet<Json>, check: Checker): void {
  if (!isJsonObject(well) || !isFrom(check.version, "0.4")) return;
  for (const [i, { acquisition }] of objectsOf(well.images).entries()) {
    const where = `well.images[${i}].acquisition`;
    if (acquisition === undefined) {
      if (known.size > 1) check.fail("well/acquisition", `${where} is absent, the plate has ${known.size}`);
    } else if (known.size > 0 && !known.has(acquisition)) {
      check.fail(
        "well/acquisition",
        `${where} is ${showJson(acquisition)}, none of the plate's: ${showJson([...known])}`,
      );
    }
  }
}

/** OME-NGFF 0.4, "well" metadata: each listed field exists. */
export async function checkStoredWell(
  group: Group,
  well: Json,
  check: Checker,
  walk: ValidationWalk,
): Promise<void> {
  if (!isJsonObject(well)) return;
  for (const { path } of objectsOf(well.images)) {
    if (typeof path === "string") await checkListedImage(group, path, "well/images", check, walk);
  }
}
