/**
 * Rules about plates and wells.
 *
 * @module
 */

import { type Json, type JsonObject, showJson } from "@chunkwright/core";
import { isFrom } from "../ngff-version.ts";
import type { Checker, NamedObject } from "./checker.ts";

const ALPHANUMERIC = /^[A-Za-z0-9]+$/;

/** OME-NGFF 0.1 to OME-Zarr 0.6, "plate" metadata. From 0.4 on, names and positions must agree. */
export function checkPlate(attributes: JsonObject, check: Checker): void {
  const plate = check.object("plate/form", attributes.plate, "plate");
  if (!plate) return;
  const { version } = check;
  const isBound = isFrom(version, "0.4");
  if (!isFrom(version, "0.5")) check.ownVersion("document/version", plate, "plate");
  if (!isBound) check.text("plate/form", plate.version, "plate.version");
  check.recommend("plate/recommended", plate, version === "0.4" ? ["name", "version"] : ["name"], "plate");
  if (plate.name !== undefined) check.text("plate/form", plate.name, "plate.name");
  if (plate.field_count !== undefined && isBound) {
    check.integer("plate/form", plate.field_count, "plate.field_count", 1);
  }
  if (plate.acquisitions !== undefined) checkAcquisitions(plate.acquisitions, check);
  const rows = checkNames(plate.rows, "plate.rows", check);
  const columns = checkNames(plate.columns, "plate.columns", check);
  for (const well of check.objects("plate/form", plate.wells, "plate.wells")) {
    if (isBound) checkWellPosition(well, rows, columns, check);
    else check.text("plate/form", well.object.path, `${well.member}.path`);
  }
}

/** Ids are unique, times and counts are integers; in 0.1 any numbers. */
function checkAcquisitions(value: Json, check: Checker): void {
  const list = check.list("plate/form", value, "plate.acquisitions", isFrom(check.version, "0.4") ? 0 : 1);
  const isBound = isFrom(check.version, "0.4");
  const number = (item: Json | undefined, member: string, minimum?: number) =>
    check.version === "0.1"
      ? check.number("plate/form", item, member)
      : check.integer("plate/form", item, member, minimum);
  const ids = new Set<number>();
  for (const [i, item] of list.entries()) {
    const member = `plate.acquisitions[${i}]`;
    const acquisition = check.object("plate/form", item, member);
    if (!acquisition) continue;
    const id = number(acquisition.id, `${member}.id`, isBound ? 0 : undefined);
    if (id !== undefined && ids.has(id)) {
      check.fail("plate/unique", `${member}.id is ${id}, like that of another acquisition`);
    }
    if (id !== undefined) ids.add(id);
    check.recommend("plate/recommended", acquisition, ["name", "maximumfieldcount"], member);
    for (const name of ["name", "description"]) {
      if (acquisition[name] !== undefined) check.text("plate/form", acquisition[name], `${member}.${name}`);
    }
    const { maximumfieldcount: count } = acquisition;
    if (count !== undefined) number(count, `${member}.maximumfieldcount`, isBound ? 1 : undefined);
    for (const name of ["starttime", "endtime"]) {
      if (acquisition[name] !== undefined) number(acquisition[name], `${member}.${name}`, 0);
    }
  }
}

/** Names of rows or columns; where one is wrong, `undefined` stands in its place. */
function checkNames(value: Json | undefined, where: string, check: Checker): (string | undefined)[] {
  const isBound = isFrom(check.version, "0.4");
  const names = check
    .objects("plate/form", value, where)
    .map(({ object, member }) =>
      check.text("plate/form", object.name, `${member}.name`, isBound ? ALPHANUMERIC : undefined),
    );
  if (!isBound) return names;
  const before = new Set<string>();
  const beforeInLowerCase = new Set<string>();
  for (const name of names) {
    if (name === undefined) continue;
    if (before.has(name)) {
      check.fail("plate/unique", `${where} has the name ${showJson(name)} twice`);
    } else if (beforeInLowerCase.has(name.toLowerCase())) {
      check.fail("plate/case", `${where} has names that differ from ${showJson(name)} in case alone`);
    }
    before.add(name);
    beforeInLowerCase.add(name.toLowerCase());
  }
  return names;
}

/** `rowIndex`, `columnIndex` and `path` refer to the same row and column. */
function checkWellPosition(
  { object, member }: NamedObject,
  rows: readonly (string | undefined)[],
  columns: readonly (string | undefined)[],
  check: Checker,
): void {
  const path = check.text("plate/form", object.path, `${member}.path`, /^[A-Za-z0-9]+\/[A-Za-z0-9]+$/);
  const row = check.integer("plate/form", object.rowIndex, `${member}.rowIndex`, 0);
  const column = check.integer("plate/form", object.columnIndex, `${member}.columnIndex`, 0);
  if (path === undefined || row === undefined || column === undefined) return;
  const place = `row ${row}, column ${column}`;
  if (row >= rows.length || column >= columns.length) {
    check.fail(
      "plate/well-position",
      `${member} is at ${place} of ${rows.length} rows, ${columns.length} columns`,
    );
    return;
  }
  const named = `${rows[row]}/${columns[column]}`;
  // In the valid cases of 0.4 and 0.6 the column comes first, against the text; that of 0.5 is not.
  const isSwapped = check.version !== "0.5" && path === `${columns[column]}/${rows[row]}`;
  if (path === named || isSwapped) return;
  check.fail(
    "plate/well-position",
    `${member}.path is ${showJson(path)}, but ${place} is ${showJson(named)}`,
  );
}

/** OME-NGFF 0.1 to OME-Zarr 0.6, "well" metadata. */
export function checkWell(attributes: JsonObject, check: Checker): void {
  const well = check.object("well/form", attributes.well, "well");
  if (!well) return;
  const isUnwrapped = !isFrom(check.version, "0.5");
  if (isUnwrapped) check.ownVersion("document/version", well, "well");
  if (isUnwrapped) check.recommend("well/recommended", well, ["version"], "well");
  const pattern = check.version === "0.6" ? /^(?!\.+$)(?!__)[A-Za-z0-9_.-]+$/ : ALPHANUMERIC;
  for (const { object, member } of check.objects("well/form", well.images, "well.images")) {
    check.text("well/form", object.path, `${member}.path`, pattern);
    if (object.acquisition === undefined) continue;
    check.integer("well/form", object.acquisition, `${member}.acquisition`);
  }
}
