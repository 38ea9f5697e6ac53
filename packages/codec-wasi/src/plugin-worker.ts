/**
 * Workers of Node and of browsers, and the one way in which the host listens to both.
 *
 * @module
 */

import type { PluginReply } from "./plugin-messages.ts";

interface AnyWorker {
  postMessage(message: unknown, transfer: ArrayBuffer[]): void;
  terminate(): unknown;
}

/** As much as is needed of a `Worker` of `node:worker_threads`. */
export interface NodePluginWorker extends AnyWorker {
  on(event: "message", listener: (value: PluginReply) => void): unknown;
  on(event: "error", listener: (error: Error) => void): unknown;
  on(event: "messageerror", listener: (error: Error) => void): unknown;
  on(event: "exit", listener: (exitCode: number) => void): unknown;
  unref(): void;
}

/** As much as is needed of a browser's `Worker`. */
export interface BrowserPluginWorker extends AnyWorker {
  addEventListener(type: "message", listener: (event: MessageEvent) => void): void;
  addEventListener(type: "error", listener: (event: ErrorEvent) => void): void;
  addEventListener(type: "messageerror", listener: (event: MessageEvent) => void): void;
}

/** A worker that runs this package's `/worker` entry. */
export type PluginWorker = NodePluginWorker | BrowserPluginWorker;

export interface PluginWorkerListeners {
  readonly message: (reply: PluginReply) => void;
  /** Called with what happened where the worker cannot be started or is gone. */
  readonly failure: (fact: string) => void;
}

/** Starts listening. A worker of Node's does not keep the process from ending. */
export function listenToWorker(worker: PluginWorker, { message, failure }: PluginWorkerListeners): void {
  if ("on" in worker) {
    worker.on("message", message);
    worker.on("error", (error) => failure(error.message));
    worker.on("messageerror", (error) => failure(error.message));
    worker.on("exit", (code) => failure(`its worker ended with ${code}`));
    // Last: a listener refs the worker's port again.
    worker.unref();
  } else {
    worker.addEventListener("message", ({ data }) => message(data));
    worker.addEventListener("error", (event) => failure(event.message || "its worker cannot start"));
    worker.addEventListener("messageerror", () => failure("its worker's answer cannot be read"));
  }
}
