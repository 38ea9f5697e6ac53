/**
 * Ends a request that its caller gave up or whose server went silent.
 *
 * @module
 */

import { onAbort } from "@chunkwright/core";

export interface Watchdog {
  /** For `fetch`: aborted together with the watch. */
  readonly signal: AbortSignal;
  readonly hasStalled: boolean;
  /** `promise`, or a rejection at once when the request ends first. Starts the idle time anew. */
  guard<T>(promise: Promise<T>): Promise<T>;
  /** Ends the watch over a request whose answer has come whole. */
  finish(): void;
  /** Ends the watch, and the request unless it has finished. */
  stop(): void;
}

/** Watches one request: it ends when `signal` aborts, or when nothing is heard for `idleMs`. */
export function watchdog(idleMs: number, signal: AbortSignal | undefined): Watchdog {
  const controller = new AbortController();
  let hasStalled = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let end: (reason: unknown) => void = () => {};
  const ended = new Promise<never>((_, reject) => {
    end = (reason) => {
      reject(reason);
      controller.abort(reason);
    };
  });
  // Not everybody waits for the end: an unguarded rejection is no accident.
  ended.catch(() => {});
  const forget = onAbort(signal, () => end(signal?.reason));
  let hasFinished = false;
  const finish = () => {
    hasFinished = true;
    clearTimeout(timer);
    forget();
  };
  return {
    signal: controller.signal,
    get hasStalled() {
      return hasStalled;
    },
    async guard(promise) {
      clearTimeout(timer);
      timer = setTimeout(() => {
        hasStalled = true;
        end(new Error(`No answer for ${idleMs} ms`));
      }, idleMs);
      return Promise.race([promise, ended]);
    },
    finish,
    stop() {
      if (hasFinished) return;
      finish();
      end(new Error("The request is over"));
    },
  };
}

/** Waits, or rejects with `signal.reason`. */
export function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const timer = setTimeout(() => {
      forget();
      resolve();
    }, ms);
    const forget = onAbort(signal, () => {
      clearTimeout(timer);
      reject(signal?.reason);
    });
  });
}
