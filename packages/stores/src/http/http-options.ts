/**
 * What can be set about HTTP, and the values that hold otherwise.
 *
 * @module
 */

export interface HttpOptions {
  /** Sent with every request. `fetch` drops Authorization when a redirect leads to another origin. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Replaces the platform's `fetch`. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** Requests for one answer, the first included; 5 unless told. */
  readonly maxTries?: number;
  /** Longest pause before the second request; each further pause may be twice as long. 200 ms unless told. */
  readonly retryDelayMs?: number;
  /** A server that sends nothing for this long has stalled; 30 s unless told. */
  readonly idleTimeoutMs?: number;
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

export function httpSettings(options: HttpOptions): HttpSettings {
  return {
    headers: options.headers ?? {},
    // Browsers refuse to run a `fetch` that was taken off its global object.
    fetch: options.fetch ?? ((url, init) => globalThis.fetch(url, init)),
    maxTries: options.maxTries ?? 5,
    retryDelayMs: options.retryDelayMs ?? 200,
    idleTimeoutMs: options.idleTimeoutMs ?? 30_000,
    concurrency: options.concurrency ?? 32,
    maxGapBytes: options.maxGapBytes ?? 16 * 1024,
    maxWholeBytes: options.maxWholeBytes ?? 16 * 1024 * 1024,
    forbiddenIsAbsent: options.forbiddenIsAbsent ?? false,
  };
}
