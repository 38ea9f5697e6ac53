/**
 * The Content-Range header. RFC 9110 §14.4.
 *
 * @module
 */

export type ContentRange =
  | {
      readonly kind: "range";
      readonly start: number;
      readonly end: number;
      readonly total: number | undefined;
    }
  | { readonly kind: "unsatisfied"; readonly total: number };

/** `undefined` unless the header is well formed, in bytes and consistent. `end` is inclusive. */
export function parseContentRange(header: string | null): ContentRange | undefined {
  const match = /^\s*bytes\s+(?:(\d{1,15})-(\d{1,15})|\*)\/(\d{1,15}|\*)\s*$/i.exec(header ?? "");
  if (!match) return undefined;
  const [, first, last, size] = match;
  const total = size === "*" ? undefined : Number(size);
  if (first === undefined) return total === undefined ? undefined : { kind: "unsatisfied", total };
  const [start, end] = [Number(first), Number(last)];
  if (end < start || (total !== undefined && end >= total)) return undefined;
  return { kind: "range", start, end, total };
}
