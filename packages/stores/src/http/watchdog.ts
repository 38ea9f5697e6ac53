/**
 * Ends a request when its caller aborts it or its server stops responding.
 *
 * @module
 */

import { onAbort } from "@chunkwright/core";

/** When a server last sent anything, for any request; on the clock of `performance.now()`. */
export interface Activity {
  heardAt: number;
}

export interface Watchdog {
  /** For `fetch`: aborted together with the watch. */
  readonly signal: AbortSignal;
  /** Whether the request was ended because the server was silent: before its response, or within it. */
  readonly stalled: "unanswered" | "within" | undefined;
  /** Settles as `promise` does, or rejects as soon as the request is ended. Restarts the timer. */
  guard<T>(promise: Promise<T>): Promise<T>;
  /** Ends the watch after the whole response has arrived. */
  finish(): void;
  /** Ends the watch, and the request unless it has finished. */
  stop(): void;
}

/**
 * Watches one request, and ends it when `signal` aborts or nothing arrives for `silenceMs`. Until its own response
 * begins, any activity of the server counts: a browser queues requests while six others to the same server are in
 * flight.
 */
export function watchdog(silenceMs: number, signal: AbortSignal | undefined, activity: Activity): Watchdog {
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
  // Nothing may be waiting for `ended` when it rejects.
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
          const since = isAnswered ? start : Math.max(start, activity.heardAt);
          const restMs = Math.ceil(since + silenceMs - performance.now());
          if (restMs > 0) return listen(restMs);
          stalled = isAnswered ? "within" : "unanswered";
          end(new Error(`Nothing came for ${silenceMs} ms`));
        }, waitMs);
      };
      listen(silenceMs);
      const value = await Promise.race([promise, ended]);
      isAnswered = true;
      activity.heardAt = performance.now();
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
