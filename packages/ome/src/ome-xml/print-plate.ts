/**
 * A plate as OME-XML. OME schema 2016-06, Plate.
 *
 * @module
 */

import { MAX_PLATE_LENGTH, type Plate, type PlateAcquisition } from "../plate/plate.ts";
import { type NamingConvention, plateIndex } from "../plate/plate-names.ts";
import { printAttributes, printText } from "./print-attributes.ts";

/** A Plate element; image `i` has the ID `Image:i`. Rows and columns are placed by their names, if those are usual. */
export function printPlate({ name, rows, columns, wells, acquisitions }: Plate): string {
  const [rowNaming, rowIndices] = indicesOf(rows, "letter");
  const [columnNaming, columnIndices] = indicesOf(columns, "number");
  const plate = printAttributes({
    ID: "Plate:0",
    Name: name,
    RowNamingConvention: rowNaming,
    ColumnNamingConvention: columnNaming,
    Rows: Math.max(0, ...rowIndices) + 1,
    Columns: Math.max(0, ...columnIndices) + 1,
  });
  const samples = new Map(acquisitions.map(({ id }) => [id, [] as string[]]));
  let index = 0;
  const printed = wells.map(({ row, column, fields }, w) => {
    const place = printAttributes({ ID: `Well:0:${w}`, Row: rowIndices[row], Column: columnIndices[column] });
    if (fields.length === 0) return `<Well${place}/>`;
    const own = fields.map(({ image, acquisition }, f) => {
      const id = `WellSample:0:${w}:${f}`;
      if (acquisition !== undefined) samples.get(acquisition)?.push(id);
      const imageRef = `<ImageRef${printAttributes({ ID: `Image:${image}` })}/>`;
      return `<WellSample${printAttributes({ ID: id, Index: index++ })}>${imageRef}</WellSample>`;
    });
    return `<Well${place}>${own.join("")}</Well>`;
  });
  const runs = acquisitions.map((acquisition, i) =>
    printAcquisition(acquisition, i, samples.get(acquisition.id) ?? []),
  );
  return `<Plate${plate}>${[...printed, ...runs].join("")}</Plate>`;
}

function printAcquisition(
  { name, description, startTime, endTime, maximumFieldCount }: PlateAcquisition,
  i: number,
  samples: readonly string[],
): string {
  const attributes = printAttributes({
    ID: `PlateAcquisition:0:${i}`,
    Name: name,
    StartTime: printTime(startTime),
    EndTime: printTime(endTime),
    MaximumFieldCount: maximumFieldCount,
  });
  const about = description === undefined ? "" : `<Description>${printText(description)}</Description>`;
  const refs = samples.map((id) => `<WellSampleRef${printAttributes({ ID: id })}/>`);
  return `<PlateAcquisition${attributes}>${about}${refs.join("")}</PlateAcquisition>`;
}

/** Which rows or columns the names stand for; in sequence if the names are none of either convention. */
function indicesOf(
  names: readonly string[],
  usual: NamingConvention,
): readonly [convention: NamingConvention, indices: readonly number[]] {
  for (const convention of [usual, usual === "letter" ? "number" : "letter"] as const) {
    const indices = names.map((name) => plateIndex(name, convention));
    const isUsable = (index: number | undefined): index is number =>
      index !== undefined && index < MAX_PLATE_LENGTH;
    if (indices.every(isUsable) && new Set(indices).size === indices.length) return [convention, indices];
  }
  return [usual, names.map((_, index) => index)];
}

/** XML Schema Part 2 §3.2.7. */
function printTime(milliseconds: number | undefined): string | undefined {
  const time = new Date(milliseconds ?? Number.NaN);
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}
