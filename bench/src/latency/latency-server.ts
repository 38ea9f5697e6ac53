/**
 * A web server as far away as one likes, which counts what it is asked for and what it sends.
 *
 * @module
 */

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, connect, createServer as createProxy, type Server, type Socket } from "node:net";
import { pipeline } from "node:stream/promises";
import type { ServedValue } from "./latency-value.ts";

export interface Traffic {
  readonly requests: number;
  /** Sent by the server, headers included. */
  readonly bytes: number;
}

export interface LatencyServer {
  /** URL of the proxy in front, without a trailing slash. */
  readonly url: string;
  /** Round-trip time from now on: 1 to connect, half of it each way for what is sent. */
  setDelay(milliseconds: number): Promise<void>;
  /** Traffic since the last call. */
  take(): Promise<Traffic>;
  /** Closes all connections, so that the next request must open one. */
  disconnect(): Promise<void>;
  close(): Promise<void>;
}

/** Serves `values` by their keys on the loopback interface, whole or by a range. */
export async function startLatencyServer(values: ReadonlyMap<string, ServedValue>): Promise<LatencyServer> {
  let requests = 0;
  let bytes = 0;
  let delay = 0;
  const sockets = new Set<Socket>();

  const server = createServer((request, response) => {
    requests += 1;
    answer(values, request, response).catch(() => response.destroy());
  });
  server.keepAliveTimeout = 60_000;
  const target = await listen(server);
  const proxy = createProxy({ allowHalfOpen: true, noDelay: true }, (client) => {
    const upstream = connect({ port: target, host: "127.0.0.1", allowHalfOpen: true, noDelay: true });
    const opened = performance.now() + delay;
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => {
        client.destroy();
        upstream.destroy();
      });
      socket.on("close", () => sockets.delete(socket));
    }
    forward(client, upstream, () => Math.max(0, opened - performance.now()) + delay / 2);
    forward(
      upstream,
      client,
      () => delay / 2,
      (length) => {
        bytes += length;
      },
    );
  });
  const port = await listen(proxy);

  return {
    url: `http://127.0.0.1:${port}`,
    async setDelay(milliseconds) {
      delay = milliseconds;
    },
    async take() {
      const taken = { requests, bytes };
      requests = 0;
      bytes = 0;
      return taken;
    },
    async disconnect() {
      for (const socket of sockets) socket.destroy();
      // The other ends learn of it.
      await new Promise((resolve) => setTimeout(resolve, 20));
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.closeAllConnections();
      await Promise.all([server, proxy].map((each) => new Promise((resolve) => each.close(resolve))));
    },
  };
}

/** Timers of the same length fire in order, and so do those of a shrinking one: bytes stay in theirs. */
function forward(
  from: Socket,
  to: Socket,
  delayOf: () => number,
  count: (length: number) => void = () => {},
): void {
  const later = (task: () => void): void => {
    const wait = delayOf();
    if (wait === 0) task();
    else setTimeout(task, wait);
  };
  from.on("data", (data) => {
    count(data.byteLength);
    later(() => to.writable && to.write(data));
  });
  from.on("end", () => later(() => to.end()));
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

/** GET and HEAD, single ranges, 404: RFC 9110 §14 as far as readers of chunks need it. */
async function answer(
  values: ReadonlyMap<string, ServedValue>,
  { url = "/", method, headers }: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const value = values.get(decodeURIComponent(url.slice(1).split("?", 1)[0] ?? ""));
  response.setHeader("accept-ranges", "bytes");
  if (!value) {
    response.writeHead(404, { "content-length": 0 }).end();
    return;
  }
  const { byteLength } = value;
  const range = parseRange(headers.range, byteLength);
  const { start, end } = range ?? { start: 0, end: byteLength };
  if (start >= end && byteLength > 0) {
    response.writeHead(416, { "content-range": `bytes */${byteLength}`, "content-length": 0 }).end();
    return;
  }
  response.writeHead(range ? 206 : 200, {
    "content-length": end - start,
    ...(range && { "content-range": `bytes ${start}-${end - 1}/${byteLength}` }),
  });
  if (method === "HEAD") response.end();
  else await pipeline(await value.read(start, end), response);
}

function parseRange(header: string | undefined, byteLength: number) {
  const [, first = "", last = ""] = /^bytes=(\d*)-(\d*)$/.exec(header ?? "") ?? [];
  if (first === "" && last === "") return undefined;
  if (first === "") return { start: Math.max(0, byteLength - Number(last)), end: byteLength };
  return { start: Number(first), end: last === "" ? byteLength : Math.min(byteLength, Number(last) + 1) };
}
