/**
 * Responses of a web server, and faults in them.
 *
 * @module
 */

import type { IncomingMessage, ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import type { Bytes } from "@chunkwright/core";

export type Fault =
  /** 200 with the whole value, ignoring the Range header. */
  | { readonly kind: "ignore-range" }
  /** The right bytes under another Content-Range; `null` leaves it out. */
  | { readonly kind: "content-range"; readonly value: string | null }
  /** Only the first `bytes` of the body: the connection breaks, or the chunked body ends as if it were complete. */
  | { readonly kind: "short-body"; readonly bytes: number; readonly isChunked: boolean }
  /** Another ETag than before. */
  | { readonly kind: "etag"; readonly value: string }
  | { readonly kind: "status"; readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  /** The connection is reset before the response. */
  | { readonly kind: "reset" }
  /** Headers and the first `bytes` of the body, then nothing; without `bytes`, not even headers. */
  | { readonly kind: "stall"; readonly bytes?: number }
  /** The right response, late. */
  | { readonly kind: "delay"; readonly delayMs: number }
  /** The body compressed, with Content-Encoding. */
  | { readonly kind: "gzip" }
  /** A redirect to the same URL. */
  | { readonly kind: "redirect-loop" };

export interface PlainResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Bytes;
}

const EMPTY = new Uint8Array(0);

/** A value, or the part of it that a Range header selects. RFC 9110 §14. */
export function rangeResponse(value: Bytes, range: string | undefined, etag = '"first"'): PlainResponse {
  const headers = { "accept-ranges": "bytes", etag, "last-modified": new Date(0).toUTCString() };
  const size = value.byteLength;
  const match = /^bytes=(\d*)-(\d*)$/.exec(range ?? "");
  if (!match) return { status: 200, headers, body: value };
  const [, first = "", last = ""] = match;
  const start = first === "" ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === "" || last === "" ? size - 1 : Math.min(Number(last), size - 1);
  if (start > end) {
    return { status: 416, headers: { ...headers, "content-range": `bytes */${size}` }, body: EMPTY };
  }
  return {
    status: 206,
    headers: { ...headers, "content-range": `bytes ${start}-${end}/${size}` },
    body: value.slice(start, end + 1),
  };
}

/** Sends the response with the fault; returns the number of body bytes sent. */
export function sendResponse(
  message: IncomingMessage,
  response: ServerResponse,
  fault: Fault | undefined,
  { status, headers, body }: PlainResponse,
  value: Bytes | undefined,
): number {
  const finish = (code: number, own: Readonly<Record<string, string>>, bytes: Uint8Array): number => {
    response.writeHead(code, { "content-length": bytes.byteLength, ...own });
    response.end(bytes);
    return bytes.byteLength;
  };
  switch (fault?.kind) {
    case undefined:
      return finish(status, headers, body);
    case "ignore-range": {
      const { "content-range": _, ...rest } = headers;
      return value ? finish(200, rest, value) : finish(status, headers, body);
    }
    case "content-range": {
      const { "content-range": _, ...rest } = headers;
      return finish(status, fault.value === null ? rest : { ...rest, "content-range": fault.value }, body);
    }
    case "short-body": {
      const part = body.slice(0, fault.bytes);
      if (fault.isChunked) {
        response.writeHead(status, headers);
        response.end(part);
      } else {
        response.writeHead(status, { ...headers, "content-length": body.byteLength });
        response.write(part, () => message.socket.destroy());
      }
      return part.byteLength;
    }
    case "etag":
      return finish(status, { ...headers, etag: fault.value }, body);
    case "status":
      return finish(fault.status, fault.headers ?? {}, new TextEncoder().encode(`status ${fault.status}`));
    case "reset":
      message.socket.resetAndDestroy();
      return 0;
    case "stall": {
      if (fault.bytes === undefined) return 0;
      response.writeHead(status, { ...headers, "content-length": body.byteLength });
      response.write(body.slice(0, fault.bytes));
      return fault.bytes;
    }
    case "delay":
      setTimeout(() => finish(status, headers, body), fault.delayMs);
      return body.byteLength;
    case "gzip":
      return finish(status, { ...headers, "content-encoding": "gzip" }, gzipSync(body));
    case "redirect-loop":
      return finish(302, { location: message.url ?? "/" }, EMPTY);
  }
}
