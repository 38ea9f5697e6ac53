/**
 * Pages of HTML in place of values: servers of single-page applications, and those that developers run, answer with one,
 * and 200, for whatever they do not have.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";

/** Bytes that tell a page. */
export const PAGE_START_BYTES = 64;

/** Whether the server calls its answer HTML, and `key` does not. */
export function isCalledHtml(key: string, { headers }: Response): boolean {
  return /^text\/html\b/i.test(headers.get("content-type") ?? "") && !/\.html?$/i.test(key);
}

/** Whether a value begins as pages of HTML do: no document and no chunk does. HTML Standard §13.1.1. */
export function beginsAsHtml(start: Bytes): boolean {
  const text = new TextDecoder().decode(start.subarray(0, PAGE_START_BYTES));
  return /^\s*<(?:!doctype html|html)\b/i.test(text);
}
