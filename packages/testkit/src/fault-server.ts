/**
 * A web server that does what real ones do on a bad day.
 *
 * @module
 */

import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { Bytes } from "@chunkwright/core";
import { type Answer, type Fault, rangeAnswer, sendAnswer } from "./fault.ts";

export interface FaultRequest {
  /** Counts from 0. */
  readonly index: number;
  readonly key: string;
  /** Path and query as sent. */
  readonly url: string;
  readonly range: string | undefined;
  readonly headers: IncomingMessage["headers"];
}

/** The fault for each request in turn, healthy where `undefined` and after the last; or a function to choose it. */
export type FaultScript = readonly (Fault | undefined)[] | ((request: FaultRequest) => Fault | undefined);

export interface FaultServer {
  /** Base URL, without a slash at its end. */
  readonly url: string;
  /** Every request so far, in order. */
  readonly requests: readonly FaultRequest[];
  /** Bytes of bodies sent so far. */
  readonly byteLength: number;
  /** Most requests that were being answered at a time. */
  readonly maxInFlight: number;
  close(): Promise<void>;
}

/** Serves `entries` on the loopback interface, by ranges as RFC 9110 §14 has it, except where `script` says. */
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
    const answer = answerTo(request, entries.get(request.key));
    byteLength += sendAnswer(message, response, fault, answer, entries.get(request.key));
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

function answerTo({ range }: FaultRequest, value: Bytes | undefined): Answer {
  if (!value) return { status: 404, headers: {}, body: new TextEncoder().encode("not here") };
  return rangeAnswer(value, range);
}
