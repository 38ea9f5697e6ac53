/**
 * The values that a block of a file pattern lists: `0-9`, `00-20:2`, `DAPI,GFP`. Bio-Formats, "Grouping files using a
 * pattern file".
 *
 * @module
 */

import { StorageError } from "@chunkwright/core";
import { isNumber, valueKey } from "../axis-values.ts";

/**
 * The values as they are spelled in file names. The numbers of a range have as many digits as its ends if these have
 * equally many. Throws "invalid-data" for ranges that run backwards, for values that are empty or given twice, and for more
 * values than `limit`.
 */
export function parseBlockValues(text: string, limit: number): readonly string[] {
  let room = limit;
  const values = text.split(",").flatMap((item) => {
    const own = rangeValues(item.trim(), room) ?? [item.trim()];
    room -= own.length;
    return own;
  });
  if (values.includes("")) throw invalid(text, "a value is empty");
  if (new Set(values.map(valueKey)).size < values.length) throw invalid(text, "a value is given twice");
  return values;
}

/** `undefined` for anything but a range of numbers or letters. */
function rangeValues(item: string, limit: number): readonly string[] | undefined {
  const [, first = "", last = "", stepText = "1"] =
    /^(\d{1,15}|[a-z])-(\d{1,15}|[a-z])(?::(\d{1,15}))?$/i.exec(item) ?? [];
  const areNumbers = isNumber(first);
  if (first === "" || areNumbers !== isNumber(last)) return undefined;
  const [start, end, step] = [ordinal(first), ordinal(last), Number(stepText)];
  if (end < start || step === 0) throw invalid(item, "it is no range upwards");
  const count = Math.floor((end - start) / step) + 1;
  if (count > limit) throw invalid(item, `it has ${count} values, too many`);
  const digits = first.length === last.length ? first.length : 1;
  return Array.from({ length: count }, (_, i) => {
    const value = start + i * step;
    return areNumbers ? `${value}`.padStart(digits, "0") : String.fromCharCode(value);
  });
}

function ordinal(end: string): number {
  return isNumber(end) ? Number(end) : end.charCodeAt(0);
}

function invalid(text: string, fact: string): StorageError {
  return new StorageError("invalid-data", `Cannot read the values ${JSON.stringify(text)}: ${fact}`, {
    format: "pattern",
  });
}
