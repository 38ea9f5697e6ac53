/**
 * The calling thread as a worker, for platforms where workers cannot be started.
 *
 * @module
 */

import type { ChunkCoder } from "@chunkwright/core";
import type { FromWorker } from "./messages.ts";
import type { Thread } from "./pool-worker.ts";
import { serveCalls } from "./serve-calls.ts";

export function inlineThread(coder: ChunkCoder): Thread {
  let listener: ((message: FromWorker) => void) | undefined;
  const serve = serveCalls(coder, (message) => queueMicrotask(() => listener?.(message)));
  return {
    post: (message) => serve(message),
    listen({ message }) {
      listener = message;
    },
    keepAlive() {},
    async end() {
      listener = undefined;
    },
  };
}
