/**
 * Where a value, or a part of one, is in the end: a store's values may be parts of another's.
 *
 * @module
 */

import type { CallOptions, ValueLocation } from "@chunkwright/core";

/** The same bytes in the store that has them as its own. */
export async function placeOfValue(
  { store, key, offset, length }: ValueLocation,
  options?: CallOptions,
): Promise<ValueLocation> {
  const place = { store, key, offset, ...(length !== undefined && { length }) };
  const value = await store.locateValue?.(key, options);
  if (!value) return place;
  const left = value.length === undefined ? undefined : value.length - offset;
  // A part that the value does not have is for its own store to refuse.
  if (left !== undefined && left < (length ?? 0)) return place;
  const within = length ?? left;
  const inner = { store: value.store, key: value.key, offset: value.offset + offset };
  return placeOfValue({ ...inner, ...(within !== undefined && { length: within }) }, options);
}
