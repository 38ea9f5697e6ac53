/**
 * Workers of Node and of browsers, and the one way in which a pool sees both.
 *
 * @module
 */

import type { FromWorker, Post, ToWorker } from "./messages.ts";

interface AnyWorker {
  postMessage(message: unknown, transfer: ArrayBuffer[]): void;
  terminate(): unknown;
}

/** As much as is needed of a `Worker` of `node:worker_threads`. */
export interface NodePoolWorker extends AnyWorker {
  on(event: "message", listener: (value: FromWorker) => void): unknown;
  on(event: "error" | "messageerror", listener: (error: Error) => void): unknown;
  on(event: "exit", listener: (exitCode: number) => void): unknown;
  ref(): void;
  unref(): void;
}

/** As much as is needed of a browser's `Worker`. */
export interface BrowserPoolWorker extends AnyWorker {
  addEventListener(type: "message" | "messageerror", listener: (event: MessageEvent) => void): void;
  addEventListener(type: "error", listener: (event: ErrorEvent) => void): void;
}

/** A worker that runs this package's `/worker` entry. */
export type PoolWorker = NodePoolWorker | BrowserPoolWorker;

export interface ThreadListeners {
  message(message: FromWorker): void;
  /** The thread is gone, or good for nothing any more. May be called again. */
  death(cause: unknown): void;
}

/** A worker as a pool sees it. */
export interface Thread {
  readonly post: Post<ToWorker>;
  listen(listeners: ThreadListeners): void;
  /** Whether the process has to wait for it. */
  keepAlive(isWanted: boolean): void;
  /** Resolves when it runs no more. */
  end(): Promise<void>;
}

export function threadOf(worker: PoolWorker): Thread {
  return {
    post: (message, transfer) => worker.postMessage(message, transfer),
    listen: ({ message, death }) => {
      if ("on" in worker) {
        worker.on("message", message);
        worker.on("error", death);
        worker.on("messageerror", death);
        worker.on("exit", (code) => death(new Error(`The worker ended with exit code ${code}`)));
      } else {
        worker.addEventListener("message", ({ data }) => message(data));
        worker.addEventListener("error", (event) =>
          death(event.error ?? new Error(event.message || "The worker's script cannot be loaded")),
        );
        worker.addEventListener("messageerror", () => death(new Error("A worker's message cannot be read")));
      }
    },
    keepAlive(isWanted) {
      if (!("on" in worker)) return;
      if (isWanted) worker.ref();
      else worker.unref();
    },
    async end() {
      await worker.terminate();
    },
  };
}
