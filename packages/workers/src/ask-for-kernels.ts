/**
 * Fetching compiled kernels from the pool's thread, in a worker.
 *
 * @module
 */

import { provideWasmFrom, type WasmName } from "@chunkwright/codecs/lazy";
import type { FromWorker, Post, ToWorker } from "./messages.ts";

/** Makes this thread request every kernel from the pool; returns the listener for the pool's responses. */
export function askForKernels(post: Post<FromWorker>): (message: ToWorker) => void {
  const waiting = new Map<WasmName, (module: WebAssembly.Module | undefined) => void>();
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
