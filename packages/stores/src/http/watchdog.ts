/**
 * Ends a request that its caller gave up or whose server went silent.
 *
 * @module
 */

import { onAbort } from "@chunkwright/core";

/** When anything was last heard from a server, by whichever request, as `performance.now()` has it. */
export interface Line {
  heardAt: number;
}

export interface Watchdog {
  /** For `fetch`: aborted together with the watch. */
  readonly signal: AbortSignal;
  /** The request was ended for its server's silence: before its answer, or within. */
  readonly stalled: "unanswered" | "within" | undefined;
  /** `promise`, or a rejection at once when the request ends first. Starts the time of silence anew. */
  guard<T>(promise: Promise<T>): Promise<T>;
  /** Ends the watch over a request whose answer has come whole. */
  finish(): void;
  /** Ends the watch, and the request unless it has finished. */
  stop(): void;
}

/**
 * Watches one request: it ends when `signal` aborts, or when nothing is heard for `silenceMs`. Until it is answered
 * whatever comes over the `line` counts: a browser lets requests wait while six others of their server are answered.
 */
export function watchdog(silenceMs: number, signal: AbortSignal | undefined, line: Line): Watchdog {
  const controller = new AbortController();
  let stalled: Watchdog["stalled"];
  let isAnswered = false;
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
    get stalled() {
      return stalled;
    },
    async guard(promise) {
      clearTimeout(timer);
      const start = performance.now();
      const listen = (waitMs: number) => {
        timer = setTimeout(() => {
          const since = isAnswered ? start : Math.max(start, line.heardAt);
          const restMs = Math.ceil(since + silenceMs - performance.now());
          if (restMs > 0) return listen(restMs);
          stalled = isAnswered ? "within" : "unanswered";
          end(new Error(`Nothing came for ${silenceMs} ms`));
        }, waitMs);
      };
      listen(silenceMs);
      const value = await Promise.race([promise, ended]);
      isAnswered = true;
      line.heardAt = performance.now();
      return value;
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
