/**
 * What is told of a plate whose folder lacks some of its files.
 *
 * @module
 */

import { StorageError } from "@chunkwright/core";
import { examplesOf, printExamples } from "../../examples.ts";
import type { NumberedAxis } from "../../tiff/series/file-series.ts";
import type { UnreadPage } from "../../tiff/unread-pages.ts";
import type { ListedField } from "./listed-fields.ts";
import type { PlateNames } from "./listed-plate.ts";

/** The fields of which files are not there that the index lists, as "not-found". */
export function missingFiles(names: PlateNames, fields: readonly ListedField[]): readonly UnreadPage[] {
  return fields
    .filter(({ missing }) => missing.size > 0)
    .map((field) => ({ path: nameOfField(names, field), error: missingError(names, field) }));
}

/** The error of a plate without any file. */
export function noFileError(format: string, fields: readonly ListedField[]): StorageError {
  const path = firstMissing(fields);
  const example = path === "" ? "" : `, such as ${path}`;
  return new StorageError("not-found", `Cannot find any file of the ${format} plate${example}`, { path });
}

/** A sentence for each kind of gap in a plate: `fields` are those of `all` that could be opened. */
export function warningsOfGaps(
  fields: readonly ListedField[],
  all: readonly ListedField[],
  axes: readonly NumberedAxis[],
): readonly string[] {
  const sum = (count: (field: ListedField) => number) =>
    all.reduce((total, field) => total + count(field), 0);
  const missing = new Set(all.flatMap((field) => [...field.missing])).size;
  const repeated = sum((field) => field.repeated);
  const planes = axes.reduce((product, { values }) => product * values.length, 1);
  const filled = fields.reduce((total, field) => total + planes - field.planes.size, 0);
  const left = all.filter((field) => field.planes.size === 0).length;
  return [
    ...(missing > 0 ? [`${counted(missing, "file")} not there, such as ${firstMissing(all)}`] : []),
    ...(left > 0 ? [`${counted(left, "field")} without any file left out`] : []),
    ...(filled > 0 ? [`${counted(filled, "plane")} without a file, read as the fill value`] : []),
    ...(repeated > 0 ? [`${counted(repeated, "plane")} listed again: the first file of each is read`] : []),
  ];
}

/** What messages call a field. */
export function nameOfField({ rows, columns }: PlateNames, { row, column, field }: ListedField): string {
  return `${rows[row]}/${columns[column]} field ${field}`;
}

function missingError(names: PlateNames, field: ListedField): StorageError {
  const missing = examplesOf([...field.missing]);
  const path = nameOfField(names, field);
  const message = `Cannot find ${counted(missing.count, "file")} of ${path}: ${printExamples(missing)}`;
  return new StorageError("not-found", message, { path });
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

function firstMissing(fields: readonly ListedField[]): string {
  return (
    fields
      .find(({ missing }) => missing.size > 0)
      ?.missing.values()
      .next().value ?? ""
  );
}
