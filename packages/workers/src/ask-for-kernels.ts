/**
 * Kernels that the pool's thread has compiled, for a worker.
 *
 * @module
 */

import { type KernelName, provideWasmFrom } from "@chunkwright/codecs";
import type { FromWorker, Post, ToWorker } from "./messages.ts";

/** Has this thread ask the pool for every kernel; the listener that comes back takes the answers. */
export function askForKernels(post: Post<FromWorker>): (message: ToWorker) => void {
  const waiting = new Map<KernelName, (module: WebAssembly.Module | undefined) => void>();
  provideWasmFrom(
    (name) =>
      new Promise((resolve) => {
        waiting.set(name, resolve);
        post({ kind: "kernel", name }, []);
      }),
  );
  return (message) => {
    if (message.kind === "kernel") waiting.get(message.name)?.(message.module);
  };
}
