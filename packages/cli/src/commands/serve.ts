/**
 * `chunkwright serve SRC...`: any source as OME-Zarr over HTTP, generated as it is read, and a page to look at it.
 *
 * @module
 */

import { createServer, type Server } from "node:http";
import { StorageError } from "@chunkwright/core";
import { openSource } from "../open-source.ts";
import type { OpenedSource } from "../opened-source.ts";
import { stemOf } from "../place/location.ts";
import type { ReferenceOptions } from "../reference-options.ts";
import { EXIT_INTERRUPTED } from "../terminal/exit-code.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { UsageError } from "../usage-error.ts";
import { answerRequest } from "./serve-request.ts";
import { type ServedSource, serveSource } from "./serve-source.ts";

export interface ServeOptions extends ReferenceOptions {
  readonly port: string;
  readonly host: string;
  readonly json?: boolean | undefined;
}

/** Prints the URL of each source once the server listens, and serves until it is interrupted. */
export async function serve(
  locations: readonly string[],
  { port, host, json = false, allowTargets }: ServeOptions,
  terminal: Terminal,
): Promise<number> {
  const portNumber = parsePort(port);
  const opened: OpenedSource[] = [];
  try {
    const served: ServedSource[] = [];
    for (const [name, location] of nameSources(locations)) {
      const source = await openSource(location, { ...terminal, allowTargets });
      opened.push(source);
      served.push(await serveSource(name, source, terminal));
    }
    const server = createServer(
      (request, response) => void answerRequest(request, response, served, terminal),
    );
    const url = await listen(server, portNumber, host, terminal.signal);
    try {
      report(served, url, json, terminal);
      await interruption(terminal.signal);
    } finally {
      await close(server);
    }
  } finally {
    await Promise.all(opened.map((source) => source.close()));
  }
  return EXIT_INTERRUPTED;
}

/** The URL paths of sources: their names without extensions, numbered if equal. */
function nameSources(locations: readonly string[]): ReadonlyMap<string, string> {
  const named = new Map<string, string>();
  for (const location of locations) {
    const stem = stemOf(location).replace(/\.zarr$/i, "");
    let name = `${stem}.zarr`;
    for (let i = 2; named.has(name); i += 1) name = `${stem}-${i}.zarr`;
    named.set(name, location);
  }
  return named;
}

function report(served: readonly ServedSource[], url: string, json: boolean, terminal: Terminal): void {
  const urls = served.map(({ name }) => `${url}${encodeURIComponent(name)}`);
  if (json) terminal.out(`${JSON.stringify({ viewer: url, sources: urls })}\n`);
  else for (const each of urls) terminal.out(`${each}\n`);
  terminal.err(`Serving until interrupted; look at it on ${url}\n`);
}

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65535) return port;
  throw new UsageError(`Port "${text}" is not a whole number from 0 to 65535`);
}

/** Resolves with the URL of the server's root. */
async function listen(server: Server, port: number, host: string, signal: AbortSignal): Promise<string> {
  signal.throwIfAborted();
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause) =>
      reject(
        new StorageError(
          "store",
          `Cannot listen on port ${port} of ${host}: ${cause.message}; --port 0 takes any free port`,
          { key: host },
          { cause },
        ),
      ),
    );
    server.listen(port, host, resolve);
  });
  const address = server.address();
  const actual = typeof address === "object" && address ? address.port : port;
  return `http://${host.includes(":") ? `[${host}]` : host}:${actual}/`;
}

/** Also ends requests in progress, by closing their connections. */
function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function interruption(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
