/**
 * Range requests, with responses checked against the request. RFC 9110 §14, §15.3.7 and §15.5.17.
 *
 * @module
 */

import { type ByteRange, type Bytes, StorageError } from "@chunkwright/core";
import { beyondEnd, resolveRange } from "../resolve-range.ts";
import { type ContentRange, parseContentRange } from "./content-range.ts";
import { hasHtmlType } from "./html-page.ts";
import type { HttpSettings } from "./http-options.ts";
import { requestHttp, statusFact, type Verdict } from "./request.ts";

/** Part of a value, as received. */
export interface ValuePart {
  readonly offset: number;
  readonly bytes: Bytes;
  /** Bytes in the whole value; `undefined` where the server does not say. */
  readonly total: number | undefined;
  readonly version: Version;
  /** The media type is that of HTML, the key's extension is not. */
  readonly hasHtmlType: boolean;
}

/** The validators of a value. RFC 9110 §8.8. */
export interface Version {
  readonly etag: string | null;
  readonly lastModified: string | null;
}

/**
 * At least the bytes of `range` that exist, which may be none; `undefined` if there is no value. `range` is not
 * empty. A server that ignores ranges may send the whole value, up to a limit; one that takes a suffix for the
 * beginning is asked again.
 */
export async function requestRange(
  settings: HttpSettings,
  url: URL,
  key: string,
  range: ByteRange,
  signal: AbortSignal | undefined,
): Promise<ValuePart | undefined> {
  const request = (wanted: ByteRange) =>
    requestHttp(settings, {
      url,
      key,
      range: rangeHeader(wanted),
      signal,
      judge: (response) => judgeRange(settings, key, wanted, response),
    });
  const part = await request(range);
  if (!part || !("suffixLength" in range)) return part;
  const { offset, bytes, total = offset + bytes.byteLength } = part;
  return offset + bytes.byteLength < total ? request(resolveRange(key, range, total)) : part;
}

/** The bytes of `range` out of the part requested for it. Throws "invalid-data" if it reaches beyond the value. */
export function bytesOfRange(key: string, range: ByteRange, part: ValuePart): Bytes {
  const { offset, bytes, total = offset + bytes.byteLength } = part;
  const span = resolveRange(key, range, total);
  if (span.offset === offset && span.length === bytes.byteLength) return bytes;
  const start = span.offset - offset;
  if (start < 0 || start + span.length > bytes.byteLength) throw beyondEnd(key, span, total);
  return bytes.slice(start, start + span.length);
}

/** Whether two responses are of the same version, as far as both state one. */
export function isSameVersion(a: Version, b: Version): boolean {
  if (a.etag !== null && b.etag !== null) return a.etag === b.etag;
  return a.lastModified === null || b.lastModified === null || a.lastModified === b.lastModified;
}

/** Whether a status says that nothing is stored there. */
export function isAbsent(settings: HttpSettings, status: number): boolean {
  return status === 404 || status === 410 || (status === 403 && settings.forbiddenIsAbsent);
}

/**
 * Bytes in the body by its Content-Length; `undefined` if that may differ from the bytes we receive: it counts
 * compressed bytes, and across origins a browser hides whether a body was compressed.
 */
export function contentLength(response: Response): number | undefined {
  const header = response.headers.get("content-length");
  if (header === null || !/^\d{1,15}$/.test(header)) return undefined;
  return isEncoded(response) || response.type === "cors" ? undefined : Number(header);
}

export function refusal(key: string, response: Response, fact: string = statusFact(response)): StorageError {
  return new StorageError("store", `Cannot read ${key}: ${fact}`, { key, status: response.status });
}

function rangeHeader(range: ByteRange): string {
  return "suffixLength" in range
    ? `bytes=-${range.suffixLength}`
    : `bytes=${range.offset}-${range.offset + range.length - 1}`;
}

/** Checks the response to a request for `range`. */
export function judgeRange(
  settings: HttpSettings,
  key: string,
  range: ByteRange,
  response: Response,
): Verdict<ValuePart | undefined> {
  const { status } = response;
  if (isAbsent(settings, status)) return { kind: "value", value: undefined };
  if (status === 416) return judgeUnsatisfied(key, range, response);
  if (status !== 200 && status !== 206) throw refusal(key, response);
  if (isEncoded(response)) {
    const encoding = response.headers.get("content-encoding");
    throw refusal(key, response, `the server answered a range request with Content-Encoding ${encoding}`);
  }
  return status === 206
    ? judgePartial(key, range, response)
    : judgeWhole(key, settings.maxWholeBytes, response);
}

function judgePartial(key: string, range: ByteRange, response: Response): Verdict<ValuePart> {
  const header = response.headers.get("content-range");
  if (isHidden(header, response)) return judgeHidden(key, range, response);
  const { start, end, total } = checkedRange(key, range, response, header);
  const byteLength = end - start + 1;
  return {
    kind: "body",
    byteLength,
    maxBytes: byteLength,
    finish: (bytes) => ({ offset: start, bytes, total, ...versionAndType(key, response) }),
  };
}

interface PartialRange {
  readonly start: number;
  readonly end: number;
  readonly total: number | undefined;
}

function checkedRange(
  key: string,
  range: ByteRange,
  response: Response,
  header: string | null,
): PartialRange {
  const answered = parseContentRange(header);
  if (answered?.kind !== "range" || !(answersRange(answered, range) || misreadsSuffix(answered, range))) {
    const fact = `the server answered ${rangeHeader(range)} with Content-Range ${header ?? "missing"}`;
    throw refusal(key, response, fact);
  }
  return answered;
}

/** Whether a part is the part requested: shorter only at the end of the value. */
function answersRange({ start, end, total }: ContentRange & { kind: "range" }, range: ByteRange): boolean {
  if ("suffixLength" in range) {
    return total !== undefined && end === total - 1 && start === Math.max(0, total - range.suffixLength);
  }
  const last = range.offset + range.length - 1;
  return start === range.offset && (end === last || (end < last && total !== undefined && end === total - 1));
}

/** sirv, which Vite's servers are made of, takes `bytes=-100` for `bytes=0-100`. */
function misreadsSuffix({ start, end, total }: ContentRange & { kind: "range" }, range: ByteRange): boolean {
  return "suffixLength" in range && start === 0 && end === range.suffixLength && total !== undefined;
}

/** Across origins a browser shows Content-Range only if the server exposes it. Fetch standard, §3.3.3. */
function isHidden(header: string | null, response: Response): boolean {
  return header === null && response.type === "cors";
}

/** A part may end before the range does, with the value: its receiver knows how long it should be. */
function judgeHidden(key: string, range: ByteRange, response: Response): Verdict<ValuePart> {
  if ("suffixLength" in range) {
    const fact = "the server does not expose Content-Range to other origins (Access-Control-Expose-Headers)";
    throw refusal(key, response, fact);
  }
  const { offset, length } = range;
  return {
    kind: "body",
    byteLength: undefined,
    maxBytes: length,
    finish: (bytes) => ({ offset, bytes, total: undefined, ...versionAndType(key, response) }),
  };
}

function judgeWhole(key: string, maxBytes: number, response: Response): Verdict<ValuePart> {
  const byteLength = contentLength(response);
  if (byteLength !== undefined && byteLength > maxBytes) {
    throw refusal(key, response, `the server ignores ranges and would send all ${byteLength} bytes`);
  }
  return {
    kind: "body",
    byteLength,
    maxBytes,
    finish: (bytes) => ({ offset: 0, bytes, total: bytes.byteLength, ...versionAndType(key, response) }),
  };
}

function judgeUnsatisfied(key: string, range: ByteRange, response: Response): Verdict<ValuePart> {
  const answered = parseContentRange(response.headers.get("content-range"));
  if (answered?.kind !== "unsatisfied") throw refusal(key, response);
  const { total } = answered;
  // A suffix is unsatisfiable only for an empty value, other ranges only if they start at or beyond the end.
  const begin = "suffixLength" in range ? 0 : range.offset;
  if (begin < total) {
    throw refusal(key, response, `the server answered ${rangeHeader(range)} with 416 of ${total} bytes`);
  }
  const part = { offset: total, bytes: new Uint8Array(0), total, ...versionAndType(key, response) };
  return { kind: "value", value: part };
}

function isEncoded(response: Response): boolean {
  const encoding = response.headers.get("content-encoding");
  return encoding !== null && encoding.trim().toLowerCase() !== "identity";
}

function versionAndType(key: string, response: Response): Pick<ValuePart, "version" | "hasHtmlType"> {
  const { headers } = response;
  const version = { etag: headers.get("etag"), lastModified: headers.get("last-modified") };
  return { version, hasHtmlType: hasHtmlType(key, response) };
}
