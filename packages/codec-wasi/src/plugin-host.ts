/**
 * The host's side: one worker for one plugin, one call at a time, each with a time limit.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import type { PluginCall, PluginReply, PluginRequest } from "./plugin-messages.ts";
import { listenToWorker, type PluginWorker } from "./plugin-worker.ts";

export interface PluginHost {
  /** Rejects with an `Error` whose message says what went wrong; the next call starts a new worker. */
  call(call: PluginCall): Promise<Bytes>;
  /** Ends the worker. Calls under way reject. */
  close(): void;
}

interface Running {
  readonly worker: PluginWorker;
  settle(reply: PluginReply): void;
}

export function createPluginHost(
  module: Bytes,
  createWorker: () => PluginWorker,
  timeoutMs: number,
): PluginHost {
  let running: Running | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let isClosed = false;

  function start(): Running {
    const worker = createWorker();
    const started: Running = { worker, settle: () => {} };
    listenToWorker(worker, {
      message: (reply) => started.settle(reply),
      failure: (fact) => stop(started, fact),
    });
    worker.postMessage({ kind: "module", bytes: module } satisfies PluginRequest, []);
    return started;
  }

  function stop(stopped: Running, fact: string): void {
    if (running === stopped) running = undefined;
    stopped.worker.terminate();
    stopped.settle({ kind: "failure", fact });
  }

  function callNow(call: PluginCall): Promise<PluginReply> {
    if (isClosed) throw new Error("it is closed");
    running ??= start();
    const current = running;
    return new Promise((resolve) => {
      const timer = setTimeout(
        () => stop(current, `it took more than ${timeoutMs} ms and was ended`),
        timeoutMs,
      );
      current.settle = (reply) => {
        clearTimeout(timer);
        resolve(reply);
      };
      // A view into a larger buffer would be copied with all of it.
      const { bytes } = call;
      const own = bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice();
      current.worker.postMessage({ ...call, bytes: own } satisfies PluginRequest, [own.buffer]);
    });
  }

  return {
    async call(call) {
      const previous = last;
      const reply = previous.then(() => callNow(call));
      last = reply.catch(() => {});
      const answer = await reply;
      if (answer.kind === "failure") throw new Error(answer.fact);
      return answer.bytes;
    },
    close() {
      isClosed = true;
      if (running) stop(running, "it was closed");
    },
  };
}
