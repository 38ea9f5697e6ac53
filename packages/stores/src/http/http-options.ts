/**
 * What can be set about HTTP, and the values that hold otherwise.
 *
 * @module
 */

import { checkCount, MAX_TIMEOUT_MS } from "@chunkwright/core";

/** Options of all that speaks HTTP. */
export interface HttpOptions {
  /** Sent with every request. `fetch` drops Authorization when a redirect leads to another origin. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Replaces the platform's `fetch`. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** How often a request that failed is sent again, where the failure may pass; 4 unless told. */
  readonly retries?: number;
  /** Longest pause before the first retry; each further pause may be twice as long. 200 ms unless told. */
  readonly retryDelayMs?: number;
  /**
   * How long a server may leave a request unanswered; 30 s unless told. After a third of it the request is sent once
   * more, in case its connection alone is dead. Within an answer a third of it may pass without a byte; how long the
   * whole takes does not matter, nor how long it waits for its turn while other answers of the server come in.
   */
  readonly timeoutMs?: number;
  /** Requests in flight at a time, shared by all that read one origin with the same limit; 32 unless told. */
  readonly concurrency?: number;
  /** Ranges asked for in the same tick become one request if no more bytes lie between them; 16 KiB unless told. */
  readonly maxGapBytes?: number;
  /** Largest whole body accepted from a server that ignores ranges; 16 MiB unless told. */
  readonly maxWholeBytes?: number;
  /** Take 403 for absent: S3 answers so where listing is not allowed. */
  readonly forbiddenIsAbsent?: boolean;
}

export type HttpSettings = Required<HttpOptions>;

/** Throws `RangeError` for options that count nothing. */
export function httpSettings(options: HttpOptions): HttpSettings {
  for (const name of ["timeoutMs", "concurrency"] as const) checkIfGiven(options, name, 1);
  for (const name of ["retries", "retryDelayMs", "maxGapBytes", "maxWholeBytes"] as const) {
    checkIfGiven(options, name, 0);
  }
  return {
    headers: options.headers ?? {},
    // Browsers refuse to run a `fetch` that was taken off its global object.
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
