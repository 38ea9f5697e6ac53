/**
 * Points in time, as plates state when they were taken.
 *
 * @module
 */

/** Milliseconds since 1970 of a date and time. Without a time zone, UTC is meant. XML Schema Part 2 §3.2.7. */
export function parsePlateTime(text: string | undefined): number | undefined {
  const trimmed = text?.trim() ?? "";
  const value = Date.parse(/(Z|[+-]\d\d:?\d\d)$/i.test(trimmed) ? trimmed : `${trimmed}Z`);
  return Number.isNaN(value) ? undefined : value;
}
