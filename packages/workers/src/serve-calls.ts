/**
 * The worker's side of a pool: handles calls in order.
 *
 * @module
 */

import type { InThreadCoder } from "@chunkwright/codecs";
import type { DataType, DataTypes } from "@chunkwright/core";
import { type Claims, claimWriting, isCancelled } from "./claims.ts";
import { describeError } from "./error-message.ts";
import type { CallAnswer, CoderCall, FromWorker, Post, ToWorker } from "./messages.ts";
import { type Files, runCall } from "./run-call.ts";

export interface ServeOptions extends Files {
  /** Called with the memory of a call's input once nothing uses it any more. */
  readonly release?: (memory: ArrayBuffer) => void;
}

/** The listener for a pool's messages; `post` sends the responses. */
export function serveCalls(
  coder: InThreadCoder,
  post: Post<FromWorker>,
  { release, ...files }: ServeOptions = {},
): (message: ToWorker) => void {
  let claims: Claims | undefined;
  let last = Promise.resolve();

  return (message) => {
    switch (message.kind) {
      case "start":
        claims = message.claims;
        post({ kind: "ready" }, []);
        break;
      case "call":
        last = last.then(() => answerCall(message.slot, message.call));
        break;
      case "kernel":
        // Handled by the worker's entry.
        break;
    }
  };

  async function answerCall(slot: number, call: CoderCall): Promise<void> {
    try {
      const answer = await answerOf(slot, call);
      post(answer, buffersOf(answer));
    } catch (error) {
      post({ kind: "failure", error: describeError(error) }, []);
    }
    if (release) for (const memory of inputOf(call)) release(memory);
  }

  async function answerOf(slot: number, call: CoderCall): Promise<CallAnswer> {
    if (isCancelled(claims, slot)) return { kind: "skipped" };
    return {
      kind: "result",
      result: await runCall(coder, files, call, () => claimWriting(claims, slot)),
    };
  }
}

function inputOf(call: CoderCall): ArrayBuffer[] {
  const input = elementsOrBytes(call);
  return ArrayBuffer.isView(input) && input.buffer instanceof ArrayBuffer ? [input.buffer] : [];
}

function elementsOrBytes(call: CoderCall): DataTypes[DataType] | undefined {
  switch (call.direction) {
    case "fetch":
      return undefined;
    case "encode":
      return call.chunk.data;
    case "encodePart":
    case "encodeTo":
      return call.part.chunk.data;
    default:
      return call.encoded.bytes;
  }
}

function buffersOf(answer: CallAnswer): ArrayBuffer[] {
  return answer.kind === "result" && ArrayBuffer.isView(answer.result) ? [answer.result.buffer] : [];
}
