/**
 * JSON values as short text for error messages.
 *
 * @module
 */

/** The JSON text of `value`, cut after sixty characters; "absent" for `undefined`. Bigints show their digits. */
export function showJson(value: unknown): string {
  const text = typeof value === "bigint" ? String(value) : (JSON.stringify(value, digits) ?? "absent");
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`;
}

function digits(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}
