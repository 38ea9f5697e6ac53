/**
 * Lists of numbers in JSON documents.
 *
 * @module
 */

import type { Json } from "@chunkwright/core";

/** Whether `value` is a list of finite numbers. JSON has larger numbers than JavaScript, which become infinite. */
export function isNumbers(value: Json | undefined): value is readonly number[] {
  return Array.isArray(value) && value.every((item) => typeof item === "number" && Number.isFinite(item));
}
