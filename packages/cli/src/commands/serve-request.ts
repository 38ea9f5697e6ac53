/**
 * One HTTP request of `serve`, answered. RFC 9110.
 *
 *   /                     the viewer page
 *   /sources.json         what it shows: [{ name, images }]
 *   /NAME/KEY             a value of a source's store
 *   /plain/NAME/KEY       the same, every chunk as plain bytes
 *
 * @module
 */

import { readFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import type { Bytes, CallOptions, ReadableStore } from "@chunkwright/core";
import { PACKAGE_FOLDER } from "../package-folder.ts";
import { reportError } from "../terminal/error-line.ts";
import type { Terminal } from "../terminal/terminal.ts";
import type { ServedSource } from "./serve-source.ts";

const PAGE = join(PACKAGE_FOLDER, "src/commands/serve-viewer.html");

/** Any page may read what is served, since viewers on other sites are its purpose. Fetch standard, "CORS protocol". */
const HEADERS = {
  "access-control-allow-origin": "*",
  "access-control-expose-headers": "accept-ranges, content-length, content-range",
  "access-control-max-age": "600",
  "cross-origin-resource-policy": "cross-origin",
  "x-content-type-options": "nosniff",
};

const PREFLIGHT = {
  "access-control-allow-methods": "GET, HEAD, OPTIONS",
  "access-control-allow-headers": "*, range",
  "access-control-allow-private-network": "true",
};

/** Failures that would recur: clients retry after 500, but not after 501. RFC 9110 §15.6. */
const LASTING: readonly string[] = ["unsupported", "invalid-data", "codec"];

/** Never rejects: failures are answered with 501 or 500, and printed on the terminal. */
export async function answerRequest(
  request: IncomingMessage,
  response: ServerResponse,
  served: readonly ServedSource[],
  terminal: Terminal,
): Promise<void> {
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
  try {
    await answer(request, response, served, { signal: gone.signal });
  } catch (error) {
    if (gone.signal.aborted) return;
    const { code, message } = reportError(error);
    terminal.err(`${request.method} ${request.url}: ${message}\n`);
    if (response.headersSent) response.destroy();
    else
      send(request, response, LASTING.includes(code) ? 501 : 500, "text/plain; charset=utf-8", utf8(message));
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  served: readonly ServedSource[],
  options: CallOptions,
): Promise<void> {
  if (request.method === "OPTIONS") {
    response.writeHead(204, PREFLIGHT).end();
    return;
  }
  if (request.method !== "GET" && request.method !== "HEAD") {
    response.writeHead(405, { allow: PREFLIGHT["access-control-allow-methods"] }).end();
    return;
  }
  const path = pathOf(request.url);
  if (path === undefined) send(request, response, 400, "text/plain", utf8("The URL is malformed"));
  else if (path === "") {
    send(request, response, 200, "text/html; charset=utf-8", new Uint8Array(await readFile(PAGE)));
  } else if (path === "sources.json") {
    const sources = served.map(({ name, images }) => ({ name, images }));
    send(request, response, 200, "application/json", utf8(JSON.stringify(sources)));
  } else {
    const found = findValue(path, served);
    if (found) await sendValue(request, response, found.store, found.key, options);
    else notFound(request, response);
  }
}

/** The decoded path without the slash in front; `undefined` if it cannot be decoded. */
function pathOf(url = "/"): string | undefined {
  try {
    return decodeURIComponent(url.replace(/[?#].*$/, "").slice(1));
  } catch {
    return undefined;
  }
}

function findValue(
  path: string,
  served: readonly ServedSource[],
): { readonly store: ReadableStore; readonly key: string } | undefined {
  const isPlain = path.startsWith("plain/");
  const [name, ...key] = (isPlain ? path.slice("plain/".length) : path).split("/");
  const source = served.find((candidate) => candidate.name === name);
  return source && { store: isPlain ? source.plainStore : source.store, key: key.join("/") };
}

async function sendValue(
  request: IncomingMessage,
  response: ServerResponse,
  store: ReadableStore,
  key: string,
  options: CallOptions,
): Promise<void> {
  response.setHeader("accept-ranges", "bytes");
  const type = typeOf(key);
  if (request.method === "HEAD") {
    const size = await store.size(key, options);
    if (size === undefined) notFound(request, response);
    else response.writeHead(200, { "content-type": type, "content-length": size }).end();
    return;
  }
  const { range } = request.headers;
  if (range !== undefined) return sendRange(request, response, store, key, range, options);
  const value = await store.get(key, options);
  if (value) send(request, response, 200, type, value);
  else notFound(request, response);
}

/** Only the range is read: shards may be larger than memory. */
async function sendRange(
  request: IncomingMessage,
  response: ServerResponse,
  store: ReadableStore,
  key: string,
  header: string,
  options: CallOptions,
): Promise<void> {
  const type = typeOf(key);
  const size = await store.size(key, options);
  const range = size === undefined ? "whole" : parseRange(header, size);
  if (range === "unsatisfiable") {
    response.writeHead(416, { "content-range": `bytes */${size}`, "content-length": 0 }).end();
    return;
  }
  const value = await (range === "whole"
    ? store.get(key, options)
    : store.getRange(key, { offset: range.start, length: range.end - range.start }, options));
  if (!value) notFound(request, response);
  else if (range === "whole") send(request, response, 200, type, value);
  else {
    response.setHeader("content-range", `bytes ${range.start}-${range.end - 1}/${size}`);
    send(request, response, 206, type, value);
  }
}

/** One range of bytes; for several ranges, other units and malformed ones the whole value is sent. RFC 9110 §14.2. */
function parseRange(
  header: string | undefined,
  size: number,
): { readonly start: number; readonly end: number } | "whole" | "unsatisfiable" {
  const [, first = "", last = ""] = /^bytes=(\d*)-(\d*)$/.exec(header ?? "") ?? [];
  if (first === "" && last === "") return "whole";
  if (first !== "" && last !== "" && Number(last) < Number(first)) return "whole";
  const start = first === "" ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === "" || last === "" ? size : Math.min(Number(last) + 1, size);
  return start < end ? { start, end } : "unsatisfiable";
}

function typeOf(key: string): string {
  if (key.endsWith(".json")) return "application/json";
  return key.endsWith(".xml") ? "application/xml" : "application/octet-stream";
}

function notFound(request: IncomingMessage, response: ServerResponse): void {
  send(request, response, 404, "text/plain", utf8("There is nothing here"));
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  type: string,
  body: Bytes,
): void {
  response.writeHead(status, { "content-type": type, "content-length": body.byteLength });
  response.end(request.method === "HEAD" ? undefined : body);
}

function utf8(text: string): Bytes {
  return new TextEncoder().encode(text);
}
