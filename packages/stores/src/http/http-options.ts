/**
 * Options of HTTP requests, and their defaults.
 *
 * @module
 */

import { checkCount, MAX_TIMEOUT_MS } from "@chunkwright/core";

/** Options of stores and files over HTTP. */
export interface HttpOptions {
  /** Sent with every request. `fetch` drops Authorization when a redirect leads to another origin. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Replaces the platform's `fetch`. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** How often a request is retried after a failure that may be transient; 4 by default. */
  readonly retries?: number;
  /** Longest pause before the first retry; each further pause may be twice as long. 200 ms by default. */
  readonly retryDelayMs?: number;
  /**
   * How long a server may take to respond; 30 s by default. After a third of it the request is sent once more, in case
   * only its connection is dead. Within a response, a third of it may pass without a byte. The duration of the whole
   * response is not limited, nor the time in a browser's queue while other responses of the server come in.
   */
  readonly timeoutMs?: number;
  /** Requests in flight at a time, for all stores and files of one origin with the same limit; 32 by default. */
  readonly concurrency?: number;
  /** Ranges requested in the same tick with at most this many bytes between them are joined; 16 KiB by default. */
  readonly maxGapBytes?: number;
  /** Largest whole body accepted from a server that ignores ranges; 16 MiB by default. */
  readonly maxWholeBytes?: number;
  /** Take 403 to mean absent: S3 responds with it for absent keys if listing is not allowed. */
  readonly forbiddenIsAbsent?: boolean;
}

export type HttpSettings = Required<HttpOptions>;

/** `options` with defaults filled in. Throws `RangeError` for counts, sizes and times that are out of range. */
export function httpSettings(options: HttpOptions): HttpSettings {
  for (const name of ["timeoutMs", "concurrency"] as const) checkIfGiven(options, name, 1);
  for (const name of ["retries", "retryDelayMs", "maxGapBytes", "maxWholeBytes"] as const) {
    checkIfGiven(options, name, 0);
  }
  return {
    headers: options.headers ?? {},
    // Browsers throw if `fetch` is called without its global object.
    fetch: options.fetch ?? ((url, init) => globalThis.fetch(url, init)),
    retries: options.retries ?? 4,
    retryDelayMs: options.retryDelayMs ?? 200,
    timeoutMs: options.timeoutMs ?? 30_000,
    concurrency: options.concurrency ?? 32,
    maxGapBytes: options.maxGapBytes ?? 16 * 1024,
    maxWholeBytes: options.maxWholeBytes ?? 16 * 1024 * 1024,
    forbiddenIsAbsent: options.forbiddenIsAbsent ?? false,
  };
}

type Count = "retries" | "retryDelayMs" | "timeoutMs" | "concurrency" | "maxGapBytes" | "maxWholeBytes";

function checkIfGiven(options: HttpOptions, name: Count, min: number): void {
  const { [name]: value = min } = options;
  checkCount(name, value, min, name.endsWith("Ms") ? MAX_TIMEOUT_MS : undefined);
}
