/**
 * A web server with faults: wrong ranges, resets, stalls and the like.
 *
 * @module
 */

import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { Bytes } from "@chunkwright/core";
import { type Fault, type PlainResponse, rangeResponse, sendResponse } from "./fault.ts";

export interface FaultRequest {
  /** Counts from 0. */
  readonly index: number;
  readonly key: string;
  /** Path and query as sent. */
  readonly url: string;
  readonly range: string | undefined;
  readonly headers: IncomingMessage["headers"];
}

/** The fault for each request in order, none if `undefined` and after the last; or a function that chooses it. */
export type FaultScript = readonly (Fault | undefined)[] | ((request: FaultRequest) => Fault | undefined);

export interface FaultServer {
  /** Base URL, without a trailing slash. */
  readonly url: string;
  /** Every request so far, in order. */
  readonly requests: readonly FaultRequest[];
  /** Bytes of bodies sent so far. */
  readonly byteLength: number;
  /** Largest number of requests in flight so far. */
  readonly maxInFlight: number;
  close(): Promise<void>;
}

/** Serves `entries` on the loopback interface, with range requests (RFC 9110 §14) and the faults of `script`. */
export async function faultServer(
  entries: ReadonlyMap<string, Bytes>,
  script: FaultScript = [],
): Promise<FaultServer> {
  const requests: FaultRequest[] = [];
  let byteLength = 0;
  let inFlight = 0;
  let maxInFlight = 0;
  const server = createServer((message, response) => {
    maxInFlight = Math.max(maxInFlight, ++inFlight);
    response.on("close", () => {
      inFlight -= 1;
    });
    const request = describe(message, requests.length);
    requests.push(request);
    const fault = typeof script === "function" ? script(request) : script[request.index];
    const planned = responseTo(request, entries.get(request.key));
    byteLength += sendResponse(message, response, fault, planned, entries.get(request.key));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    get byteLength() {
      return byteLength;
    },
    get maxInFlight() {
      return maxInFlight;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function describe({ url = "/", headers }: IncomingMessage, index: number): FaultRequest {
  const path = url.split("?", 1)[0] ?? "";
  return { index, key: decodeURIComponent(path.slice(1)), url, range: headers.range, headers };
}

function responseTo({ range }: FaultRequest, value: Bytes | undefined): PlainResponse {
  if (!value) return { status: 404, headers: {}, body: new TextEncoder().encode("not here") };
  return rangeResponse(value, range);
}
