/**
 * One HTTP request, retried after transient failures.
 *
 * @module
 */

import { type Bytes, isStorageError, StorageError } from "@chunkwright/core";
import { type Limiter, limiter } from "../limiter.ts";
import type { HttpSettings } from "./http-options.ts";
import { readBody } from "./read-body.ts";
import { backoffMs, retryAfterMs } from "./retry-delay.ts";
import { type Activity, sleep, type Watchdog, watchdog } from "./watchdog.ts";

export interface HttpRequest<T> {
  readonly url: URL;
  /** Names the value in errors, without the secrets that a URL may hold. */
  readonly key: string;
  /** For errors, such as "write a/b"; reading `key` by default. */
  readonly action?: string;
  /** GET by default. Must be safe to send again. */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Bytes;
  /** Value of the Range header. */
  readonly range?: string;
  readonly signal: AbortSignal | undefined;
  /** Decides by status and headers what to do with the response. Throws errors that a retry would not fix. */
  judge(response: Response): Verdict<T>;
}

export type Verdict<T> =
  | { readonly kind: "value"; readonly value: T }
  | {
      readonly kind: "body";
      /** Exact length of the body, if known. */
      readonly byteLength: number | undefined;
      readonly maxBytes: number;
      readonly finish: (body: Bytes) => T;
    };

/**
 * The value that `judge` makes of the response. Rejects with "store" when the retries are used up, with `signal.reason`
 * when aborted, and with what `judge` throws.
 */
export async function requestHttp<T>(settings: HttpSettings, request: HttpRequest<T>): Promise<T> {
  const server = serverOf(request.url.origin, settings.concurrency);
  const { retries, timeoutMs } = settings;
  let waitedMs = 0;
  for (let tries = 1; ; tries += 1) {
    const isLast = waitedMs > 0 || tries > retries;
    const silenceMs = isLast ? timeoutMs - waitedMs : Math.ceil(timeoutMs / 3);
    const outcome = await server.limit(() => attempt(settings, request, server, silenceMs), request.signal);
    if (outcome.kind === "value") return outcome.value;
    if (outcome.isUnanswered) waitedMs += silenceMs;
    const isOver = outcome.isFinal || tries > retries || waitedMs >= timeoutMs;
    if (isOver) throw failure(request, outcome, tries);
    const pause = Math.max(outcome.retryAfterMs ?? 0, backoffMs(tries, settings.retryDelayMs));
    await sleep(pause, request.signal);
  }
}

/** 64 KB a second: a slower connection counts as broken. */
const SLOWEST_UPLOAD_BYTES_PER_MS = 64;

interface Failed {
  readonly kind: "failed";
  readonly fact: string;
  readonly status?: number;
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
  /** A retry would fail in the same way. */
  readonly isFinal?: boolean;
  /** The server did not respond in time. */
  readonly isUnanswered?: boolean;
}
type Outcome<T> = { readonly kind: "value"; readonly value: T } | Failed;

async function attempt<T>(
  settings: HttpSettings,
  request: HttpRequest<T>,
  activity: Activity,
  silenceMs: number,
): Promise<Outcome<T>> {
  const { fetch, headers } = settings;
  const { method = "GET", body } = request;
  // `fetch` reports no progress while it sends a body.
  const patienceMs = silenceMs + (body?.byteLength ?? 0) / SLOWEST_UPLOAD_BYTES_PER_MS;
  const watch = watchdog(patienceMs, request.signal, activity);
  try {
    const sent = requestHeaders({ ...headers, ...request.headers }, request.range);
    const init = { method, headers: sent, signal: watch.signal, ...(body && { body }) };
    const response = await watch.guard(fetch(request.url.href, init));
    if (isTransient(response.status)) {
      await drain(response, watch);
      return {
        kind: "failed",
        fact: statusFact(response),
        status: response.status,
        retryAfterMs: retryAfterMs(response.headers.get("retry-after")),
      };
    }
    const outcome = await settle(request, request.judge(response), response, watch);
    await connectionIsFree();
    return outcome;
  } catch (cause) {
    if (request.signal?.aborted) throw request.signal.reason;
    if (isStorageError(cause)) throw cause;
    const { stalled } = watch;
    if (stalled) {
      const fact = `the server sent nothing for ${Math.ceil(patienceMs / 100) / 10} s`;
      return { kind: "failed", fact, cause, isUnanswered: stalled === "unanswered" };
    }
    const reason = networkReason(cause);
    const fact = reason instanceof Error ? reason.message : String(reason);
    return { kind: "failed", fact, cause: reason, isFinal: /redirect count|ENOTFOUND|bad port/.test(fact) };
  } finally {
    watch.stop();
  }
}

/**
 * Node's fetch reuses a connection only one turn of the event loop after a response has ended: before that it would
 * open another one for the next request, at the cost of a round trip.
 */
const connectionIsFree: () => Promise<void> =
  typeof setImmediate === "function"
    ? () => new Promise((resolve) => void setImmediate(resolve))
    : async () => {};

async function settle<T>(
  request: HttpRequest<T>,
  verdict: Verdict<T>,
  response: Response,
  watch: Watchdog,
): Promise<Outcome<T>> {
  if (verdict.kind === "value") {
    await drain(response, watch);
    return verdict;
  }
  const { byteLength, maxBytes, finish } = verdict;
  const { status } = response;
  const body = await readBody(response, byteLength ?? maxBytes, watch);
  if (!body) {
    const fact = `the response is longer than ${byteLength ?? maxBytes} bytes`;
    throw failure(request, { kind: "failed", fact, status }, 1);
  }
  if (byteLength !== undefined && body.byteLength !== byteLength) {
    return { kind: "failed", fact: `only ${body.byteLength} of ${byteLength} bytes came`, status };
  }
  return { kind: "value", value: finish(body) };
}

export function statusFact({ status, statusText }: Response): string {
  return `the server answered ${statusText ? `${status} ${statusText}` : status}`;
}

/** Request Timeout, Too Early, Too Many Requests and server errors. RFC 9110 §15, 6585, 8470. */
function isTransient(status: number): boolean {
  return status === 408 || status === 425 || status === 429 || (status >= 500 && status !== 501);
}

function requestHeaders(own: Readonly<Record<string, string>>, range: string | undefined): Headers {
  const headers = new Headers(own);
  // A compressed response has other byte offsets. Browsers set this header themselves and ignore ours.
  headers.set("accept-encoding", "identity");
  if (range !== undefined) headers.set("range", range);
  return headers;
}

/** Bodies up to this length are read to the end, which keeps the connection; longer ones are cancelled. */
const MAX_DRAINED_BYTES = 16 * 1024;

async function drain(response: Response, watch: Watchdog): Promise<void> {
  await readBody(response, MAX_DRAINED_BYTES, watch).catch(() => {});
}

function failure(
  { key, action = `read ${key}` }: HttpRequest<unknown>,
  { fact, status, cause }: Failed,
  tries: number,
): StorageError {
  return new StorageError(
    "store",
    `Cannot ${action}: ${fact}${tries > 1 ? `, ${tries} times` : ""}`,
    status === undefined ? { key } : { key, status },
    cause === undefined ? undefined : { cause },
  );
}

/**
 * `fetch` only says that it failed; the reason is in its cause, or for several addresses in the first of the errors.
 */
function networkReason(error: unknown): unknown {
  if (error instanceof AggregateError && error.errors.length > 0) return networkReason(error.errors[0]);
  return error instanceof Error && error.cause instanceof Error ? networkReason(error.cause) : error;
}

/** What requests to one origin share. */
interface Server extends Activity {
  readonly limit: Limiter;
}

const SERVERS = new Map<string, Server>();

function serverOf(origin: string, concurrency: number): Server {
  const name = `${concurrency} ${origin}`;
  const server = SERVERS.get(name) ?? { limit: limiter(concurrency), heardAt: Number.NEGATIVE_INFINITY };
  SERVERS.set(name, server);
  return server;
}
