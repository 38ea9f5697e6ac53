/**
 * The workers' entry in Node.
 *
 * @module
 */

import { parentPort } from "node:worker_threads";
import { inThreadCoder } from "@chunkwright/codecs/lazy";
import { openLent } from "@chunkwright/stores/fs";
import { askForKernels } from "./ask-for-kernels.ts";
import type { FromWorker } from "./messages.ts";
import { openStore } from "./open-store-node.ts";
import { releaseMemory } from "./release-memory.ts";
import { serveCalls } from "./serve-calls.ts";

const post = (message: FromWorker, transfer: ArrayBuffer[]) => parentPort?.postMessage(message, transfer);

parentPort?.on("message", askForKernels(post));
parentPort?.on("message", serveCalls(inThreadCoder, post, { openStore, openLent, release: releaseMemory }));
