/**
 * The workers' entry in browsers.
 *
 * @module
 */

import { inThreadCoder } from "@chunkwright/codecs/lazy";
import { askForKernels } from "./ask-for-kernels.ts";
import type { FromWorker, ToWorker } from "./messages.ts";
import { releaseMemory } from "./release-memory.ts";
import { serveCalls } from "./serve-calls.ts";

const post = (message: FromWorker, transfer: ArrayBuffer[]) => self.postMessage(message, { transfer });
const takeKernel = askForKernels(post);
const takeCall = serveCalls(inThreadCoder, post, { release: releaseMemory });

self.addEventListener("message", ({ data }: MessageEvent<ToWorker>) => {
  takeKernel(data);
  takeCall(data);
});
