/**
 * The worker's entry in browsers.
 *
 * @module
 */

import type { PluginRequest } from "./plugin-messages.ts";
import { servePlugin } from "./serve-plugin.ts";

const serve = servePlugin((reply, transfer) => self.postMessage(reply, { transfer }));

self.addEventListener("message", ({ data }: MessageEvent<PluginRequest>) => serve(data));
