/**
 * The server of latency.ts in a process of its own, so that it takes no time from those who read. Arguments: "quick" or
 * "full", and files that others wrote, `KEY=PATH` each.
 *
 * @module
 */

import { fork } from "node:child_process";
import { once } from "node:events";
import { open } from "node:fs/promises";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import { LATENCY_FORMATS, latencyScenes, writeLatencyScene } from "./latency-scene.ts";
import { type LatencyServer, startLatencyServer, type Traffic } from "./latency-server.ts";
import { LatencyValues, type ServedValue } from "./latency-value.ts";

/** Starts the process and has it write all images. `files` are served beside them. */
export async function startLatencyHost(
  isQuick: boolean,
  files: ReadonlyMap<string, string>,
): Promise<LatencyServer> {
  const listed = [...files].map(([key, path]) => `${key}=${path}`);
  const child = fork(fileURLToPath(import.meta.url), [isQuick ? "quick" : "full", ...listed]);
  const exit = once(child, "exit");
  let isClosing = false;
  const ended = exit.then(() => {
    if (!isClosing) throw new Error("The server has ended");
  });
  // Whoever asks hears of it.
  ended.catch(() => {});
  /** Answers come in the order of the requests, one at a time. */
  const answer = async (): Promise<Answer> => {
    const [message] = (await Promise.race([once(child, "message"), ended])) ?? [];
    return message ?? {};
  };
  const ask = (request: Request): Promise<Answer> => {
    child.send(request);
    return answer();
  };
  const { url = "" } = await answer();
  return {
    url,
    setDelay: async (milliseconds) => void (await ask({ do: "delay", milliseconds })),
    take: async () => (await ask({ do: "take" })).traffic ?? { requests: 0, bytes: 0 },
    disconnect: async () => void (await ask({ do: "disconnect" })),
    async close() {
      isClosing = true;
      child.disconnect();
      await exit;
    },
  };
}

type Request =
  | { readonly do: "delay"; readonly milliseconds: number }
  | { readonly do: "take" }
  | { readonly do: "disconnect" };

interface Answer {
  /** Told once, when everything is written. */
  readonly url?: string;
  readonly traffic?: Traffic;
}

async function serve(size: string, listed: readonly string[]): Promise<void> {
  const values = new LatencyValues();
  for (const scene of latencyScenes(size === "quick")) {
    for (const format of LATENCY_FORMATS) await writeLatencyScene(scene, format, values);
  }
  for (const file of listed) {
    const [key = "", path = ""] = file.split("=");
    values.values.set(key, await servedFile(path));
  }
  const server = await startLatencyServer(values.values);
  process.on("disconnect", () => process.exit());
  process.on("message", async (request: Request) => {
    let answer: Answer = {};
    if (request.do === "take") answer = { traffic: await server.take() };
    else if (request.do === "disconnect") await server.disconnect();
    else await server.setDelay(request.milliseconds);
    process.send?.(answer);
  });
  process.send?.({ url: server.url });
}

async function servedFile(path: string): Promise<ServedValue> {
  const file = await open(path);
  const { size } = await file.stat();
  return {
    byteLength: size,
    async read(start, end) {
      const { buffer } = await file.read(Buffer.alloc(end - start), 0, end - start, start);
      return [buffer];
    },
  };
}

if (argv[1] === fileURLToPath(import.meta.url)) await serve(argv[2] ?? "full", argv.slice(3));
