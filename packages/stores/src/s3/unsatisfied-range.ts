/**
 * S3's response to an unsatisfiable range: it states the size of the object in the error document, not in
 * Content-Range.
 *
 * @module
 */

import type { HttpSettings } from "../http/http-options.ts";
import { text } from "./xml-text.ts";

type Fetch = HttpSettings["fetch"];

/**
 * A `fetch` whose 416 responses have a Content-Range, as RFC 9110 §15.5.17 describes, if the size can be determined.
 */
export function withUnsatisfiedRange(fetch: Fetch): Fetch {
  return async (url, init) => {
    const response = await fetch(url, init);
    if (response.status !== 416 || response.headers.has("content-range")) return response;
    const body = await response.text();
    const size = text(body, "ActualObjectSize") ?? impliedSize(new Headers(init.headers).get("range"));
    if (size === undefined) return new Response(body, response);
    const headers = new Headers(response.headers);
    headers.set("content-range", `bytes */${size}`);
    return new Response(body, { status: 416, headers });
  };
}

/** Ranges from the first byte, and suffixes, are unsatisfiable only for an empty object. */
function impliedSize(range: string | null): string | undefined {
  return range !== null && /^bytes=(0-|-)/.test(range) ? "0" : undefined;
}
