/**
 * The common interface of workers in Node and in browsers.
 *
 * @module
 */

import type { FromWorker, Post, ToWorker } from "./messages.ts";

interface AnyWorker {
  postMessage(message: unknown, transfer: ArrayBuffer[]): void;
  terminate(): unknown;
}

/** The part of `Worker` of `node:worker_threads` that a pool needs. */
export interface NodePoolWorker extends AnyWorker {
  on(event: "message", listener: (value: FromWorker) => void): unknown;
  on(event: "error" | "messageerror", listener: (error: Error) => void): unknown;
  on(event: "exit", listener: (exitCode: number) => void): unknown;
  ref(): void;
  unref(): void;
}

/** The part of a browser's `Worker` that a pool needs. */
export interface BrowserPoolWorker extends AnyWorker {
  addEventListener(type: "message" | "messageerror", listener: (event: MessageEvent) => void): void;
  addEventListener(type: "error", listener: (event: ErrorEvent) => void): void;
}

/** A worker that runs this package's `/worker` entry. */
export type PoolWorker = NodePoolWorker | BrowserPoolWorker;

export interface ThreadListeners {
  message(message: FromWorker): void;
  /** Called when the thread has ended or can no longer be used; perhaps more than once. */
  death(cause: unknown): void;
}

/** A worker of either platform. */
export interface Thread {
  readonly post: Post<ToWorker>;
  listen(listeners: ThreadListeners): void;
  /** Sets whether the worker keeps the process alive. */
  keepAlive(isWanted: boolean): void;
  /** Ends the worker; resolves when it has ended. */
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
