/**
 * The worker's entry in Node.
 *
 * @module
 */

import { parentPort } from "node:worker_threads";
import { servePlugin } from "./serve-plugin.ts";

parentPort?.on(
  "message",
  servePlugin((reply, transfer) => parentPort?.postMessage(reply, transfer)),
);
