/**
 * Values as JSON, for attributes.
 *
 * @module
 */

import type { Bytes, Json } from "@chunkwright/core";
import { type Hdf5Record, Hdf5Reference, type Hdf5Value } from "./values.ts";

/**
 * A value as JSON. What JSON lacks is spelled as Zarr v3 does its fill values, or as near as can be: "NaN",
 * "Infinity", bytes and references as `0x` and hexadecimal digits.
 */
export function toJson(value: Hdf5Value): Json {
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (typeof value !== "object") return value;
  if (value instanceof Uint8Array) return hex(value);
  if (value instanceof Hdf5Reference) return hex(value.bytes);
  if (isList(value)) return value.map(toJson);
  return Object.fromEntries(
    Object.entries(value as Hdf5Record).map(([name, member]) => [name, toJson(member)]),
  );
}

function isList(value: Hdf5Value): value is readonly Hdf5Value[] {
  return Array.isArray(value);
}

function hex(bytes: Bytes): string {
  return `0x${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
