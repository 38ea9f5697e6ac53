/**
 * The worker's side: answers calls in turn, each by an instance that has not failed yet.
 *
 * @module
 */

import { createPluginInstance, type PluginInstance } from "./plugin-instance.ts";
import type { PluginReply, PluginRequest } from "./plugin-messages.ts";

/** A function that takes requests; `reply` gets the answer to each call. */
export function servePlugin(
  reply: (message: PluginReply, transfer: ArrayBuffer[]) => void,
): (request: PluginRequest) => Promise<void> {
  let module: Promise<WebAssembly.Module> | undefined;
  let instance: PluginInstance | undefined;
  return async (request) => {
    if (request.kind === "module") {
      module = WebAssembly.compile(request.bytes);
      // Calls report it.
      module.catch(() => {});
      return;
    }
    try {
      if (!module) throw new Error("there is no module");
      instance ??= await createPluginInstance(await module);
      const bytes = instance.run(request);
      reply({ kind: "bytes", bytes }, [bytes.buffer]);
    } catch (cause) {
      instance = undefined;
      reply({ kind: "failure", fact: cause instanceof Error ? cause.message : String(cause) }, []);
    }
  };
}
