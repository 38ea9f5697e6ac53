/**
 * The size of a value, by a range request: a HEAD request would cost Node a new connection.
 *
 * @module
 */

import type { HttpSettings } from "./http-options.ts";
import { contentLength, judgeRange, refusal, type ValuePart } from "./range-request.ts";
import { requestHttp, type Verdict } from "./request.ts";

/** Bytes in the value; `undefined` if there is none. Rejects with "store" if the server does not say. */
export async function requestSize(
  settings: HttpSettings,
  url: URL,
  key: string,
  signal: AbortSignal | undefined,
): Promise<number | undefined> {
  return requestHttp(settings, {
    url,
    key,
    range: "bytes=0-0",
    signal,
    judge: (response) => judgeSize(settings, key, response),
  });
}

function judgeSize(settings: HttpSettings, key: string, response: Response): Verdict<number | undefined> {
  const whole = response.status === 200 ? contentLength(response) : undefined;
  if (whole !== undefined) return { kind: "value", value: whole };
  const verdict = judgeRange(settings, key, { offset: 0, length: 1 }, response);
  const sizeOf = (part: ValuePart | undefined) => {
    if (part && part.total === undefined) throw refusal(key, response, "the server does not state the size");
    return part?.total;
  };
  if (verdict.kind === "value") return { kind: "value", value: sizeOf(verdict.value) };
  return { ...verdict, finish: (bytes) => sizeOf(verdict.finish(bytes)) };
}
