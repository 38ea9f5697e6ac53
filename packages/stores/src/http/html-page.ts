/**
 * Detects HTML pages returned in place of values: servers of single-page applications, and development servers, respond
 * with 200 and a page for any path that does not exist.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";

/** Bytes that suffice to recognise a page. */
export const PAGE_START_BYTES = 64;

/** Whether the response has the media type of HTML although `key` has no such extension. */
export function hasHtmlType(key: string, { headers }: Response): boolean {
  return /^text\/html\b/i.test(headers.get("content-type") ?? "") && !/\.html?$/i.test(key);
}

/** Whether a value begins as HTML pages do, which no metadata document or chunk does. HTML Standard §13.1.1. */
export function beginsAsHtml(start: Bytes): boolean {
  const text = new TextDecoder().decode(start.subarray(0, PAGE_START_BYTES));
  return /^\s*<(?:!doctype html|html)\b/i.test(text);
}
