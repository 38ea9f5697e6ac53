/**
 * S3's way of refusing a range: it tells the size of the object in the error, not in Content-Range.
 *
 * @module
 */

import type { HttpSettings } from "../http/http-options.ts";
import { text } from "./xml-text.ts";

type Fetch = HttpSettings["fetch"];

/** `fetch` whose answers of 416 carry Content-Range, as RFC 9110 §15.5.17 has it, where the size can be known. */
export function tellingSizes(fetch: Fetch): Fetch {
  return async (url, init) => {
    const response = await fetch(url, init);
    if (response.status !== 416 || response.headers.has("content-range")) return response;
    const said = await response.text();
    const size = text(said, "ActualObjectSize") ?? sizeBehind(new Headers(init.headers).get("range"));
    if (size === undefined) return new Response(said, response);
    const headers = new Headers(response.headers);
    headers.set("content-range", `bytes */${size}`);
    return new Response(said, { status: 416, headers });
  };
}

/** Of nothing else than an empty object the first byte cannot be had, nor the last ones. */
function sizeBehind(range: string | null): string | undefined {
  return range !== null && /^bytes=(0-|-)/.test(range) ? "0" : undefined;
}
