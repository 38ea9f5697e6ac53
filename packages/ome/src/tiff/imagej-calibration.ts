/**
 * What the elements of an ImageJ image measure, by its description and the resolution tags. ImageJ's FileSaver and
 * FileOpener, which are the only specification.
 *
 * @module
 */

import type { AxisName } from "../axis-names.ts";
import { type PhysicalUnit, unitOfSymbol } from "../physical-unit.ts";
import { metersOf } from "../unit-size.ts";
import type { TiffPage } from "./tiff-pages.ts";
import { isPositive, pixelSize } from "./tiff-resolution.ts";

/** The `key=value` lines of a description. */
export type ImageJFields = ReadonlyMap<string, string>;

interface AxisCalibration {
  readonly size: number;
  readonly unit: string | undefined;
}

const NONE: AxisCalibration = { size: 1, unit: undefined };
const CENTIMETER = 3;

/**
 * `unit` and the resolution tags give x and y, `spacing` z, `finterval` t; `yunit`, `zunit` and `tunit` name the units that
 * differ from that of x, or from seconds. Without a known unit, x and y are what the tags say by themselves.
 */
export function calibrate(fields: ImageJFields, page: TiffPage): Record<AxisName, AxisCalibration> {
  const xUnit = lengthUnit(fields.get("unit"));
  const yUnit = lengthUnit(fields.get("yunit")) ?? xUnit;
  const zUnit = lengthUnit(fields.get("zunit")) ?? xUnit;
  const timeUnit = spelled(TIME_UNITS, fields.get("tunit") ?? "sec");
  const tagged = xUnit ? undefined : pixelSize(page);
  // Some writers count pixels per centimetre under this spelling alone.
  const scale = fields.get("unit") === "um" && page.resolutionUnit === CENTIMETER ? 10_000 : 1;
  const across = (unit: PhysicalUnit | undefined, resolution: number | undefined, size?: number) => {
    if (unit && isPositive(resolution)) {
      return { size: (scale * unit.factor) / resolution, unit: unit.name };
    }
    return size === undefined ? NONE : { size, unit: "micrometer" };
  };
  const spacing = Math.abs(Number(fields.get("spacing")));
  const interval = Number(fields.get("finterval"));
  return {
    t: isPositive(interval) ? { size: interval, unit: timeUnit } : NONE,
    c: NONE,
    z: isPositive(spacing) ? { size: spacing * (zUnit?.factor ?? 1), unit: zUnit?.name } : NONE,
    y: across(yUnit, page.yResolution, tagged?.y),
    x: across(xUnit, page.xResolution, tagged?.x),
  };
}

/** What people type into ImageJ's "Unit of length". */
function lengthUnit(text: string | undefined): PhysicalUnit | undefined {
  if (text === undefined) return undefined;
  const name = spelled(LENGTH_UNITS, text);
  if (name !== undefined) return { name, factor: 1 };
  const unit = unitOfSymbol(text.trim());
  return unit && metersOf(unit.name) !== undefined ? unit : undefined;
}

/** The file escapes the micro sign. */
function spelled(units: Spellings, text: string): string | undefined {
  const spelling = text
    .replace(/\\u00B5/i, "\u00b5")
    .replace("\u03bc", "\u00b5")
    .toLowerCase()
    .trim();
  return units.find(([, spellings]) => spellings.includes(spelling))?.[0];
}

type Spellings = readonly (readonly [name: string, spellings: readonly string[]])[];

const LENGTH_UNITS: Spellings = [
  ["micrometer", ["\u00b5m", "um", "micron", "microns", "micrometer", "micrometers", "\u00b5"]],
  ["nanometer", ["nm", "nanometer", "nanometers"]],
  ["millimeter", ["mm", "millimeter", "millimeters"]],
  ["centimeter", ["cm", "centimeter", "centimeters"]],
  ["meter", ["m", "meter", "meters"]],
  ["inch", ["in", "inch", "inches"]],
  ["angstrom", ["\u00e5", "a", "angstrom"]],
];

const TIME_UNITS: Spellings = [
  ["second", ["sec", "s", "secs", "second", "seconds"]],
  ["millisecond", ["msec", "ms", "millisecond", "milliseconds"]],
  ["microsecond", ["usec", "us", "\u00b5sec", "\u00b5s", "microsecond", "microseconds"]],
  ["nanosecond", ["nsec", "ns", "nanosecond", "nanoseconds"]],
  ["minute", ["min", "minute", "minutes"]],
  ["hour", ["h", "hr", "hour", "hours"]],
  ["day", ["d", "day", "days"]],
];
