/**
 * The size of a value. By a range request, since a HEAD request would cost Node a new connection; but from other
 * origins by HEAD, since a browser shows Content-Length to every page and Content-Range only where the server exposes it.
 *
 * @module
 */

import type { HttpSettings } from "./http-options.ts";
import { contentLength, isAbsent, judgeRange, refusal, type ValuePart } from "./range-request.ts";
import { requestHttp, type Verdict } from "./request.ts";

/** Bytes in the value; `undefined` if there is none. Rejects with "store" if the server does not say. */
export async function requestSize(
  settings: HttpSettings,
  url: URL,
  key: string,
  signal: AbortSignal | undefined,
): Promise<number | undefined> {
  const request = { url, key, signal };
  return isCrossOrigin(url)
    ? requestHttp(settings, {
        ...request,
        method: "HEAD",
        judge: (response) => judgeHead(settings, key, response),
      })
    : requestHttp(settings, {
        ...request,
        range: "bytes=0-0",
        judge: (response) => judgeSize(settings, key, response),
      });
}

/** Whether a page asks a server of another origin than its own; never in Node. Fetch standard, "CORS protocol". */
export function isCrossOrigin({ origin }: URL): boolean {
  const page = globalThis.location?.origin;
  return page !== undefined && page !== origin;
}

function judgeHead(settings: HttpSettings, key: string, response: Response): Verdict<number | undefined> {
  if (isAbsent(settings, response.status)) return { kind: "value", value: undefined };
  const header = response.headers.get("content-length") ?? "";
  if (response.status !== 200 || !/^\d{1,15}$/.test(header)) throw refusal(key, response, NO_SIZE);
  return { kind: "value", value: Number(header) };
}

function judgeSize(settings: HttpSettings, key: string, response: Response): Verdict<number | undefined> {
  const whole = response.status === 200 ? contentLength(response) : undefined;
  if (whole !== undefined) return { kind: "value", value: whole };
  const verdict = judgeRange(settings, key, { offset: 0, length: 1 }, response);
  const sizeOf = (part: ValuePart | undefined) => {
    if (part && part.total === undefined) throw refusal(key, response, NO_SIZE);
    return part?.total;
  };
  if (verdict.kind === "value") return { kind: "value", value: sizeOf(verdict.value) };
  return { ...verdict, finish: (bytes) => sizeOf(verdict.finish(bytes)) };
}

const NO_SIZE = "the server does not state the size";
