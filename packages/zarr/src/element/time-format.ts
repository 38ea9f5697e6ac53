/**
 * Moments and durations. Zarr extensions, data types numpy.datetime64 and numpy.timedelta64.
 *
 * @module
 */

import type { JsonObject } from "@chunkwright/core";
import type { ElementFormat } from "./element-format.ts";
import { numberFormat } from "./number-format.ts";

/** NumPy's units, `generic` for none. Both spellings of a microsecond are allowed. */
const TIME_UNITS: readonly unknown[] = [
  ...["Y", "M", "W", "D", "h", "m", "s", "ms", "us", "μs", "ns", "ps", "fs", "as", "generic"],
];
const MAX_SCALE_FACTOR = 2 ** 31 - 1;
/** "Not a time". */
const NAT = -(2n ** 63n);

export function isTimeConfiguration({ unit, scale_factor: scale, ...rest }: JsonObject): boolean {
  const isScale = Number.isInteger(scale) && Number(scale) >= 1 && Number(scale) <= MAX_SCALE_FACTOR;
  return TIME_UNITS.includes(unit) && isScale && Object.keys(rest).length === 0;
}

/** Counts of the unit times the scale factor, since 1970 for moments; -2^63, "NaT" in documents, for none. */
export function timeFormat(): ElementFormat<bigint> {
  const int64 = numberFormat("int64") as ElementFormat<bigint>;
  return {
    ...int64,
    parse: (json) => (json === "NaT" ? NAT : int64.parse(json)),
    print: (value) => (value === NAT ? "NaT" : int64.print(value)),
  };
}
