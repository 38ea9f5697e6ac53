/**
 * A worker's side of a pool: it answers calls in turn.
 *
 * @module
 */

import type { ChunkCoder } from "@chunkwright/core";
import { type Claims, claimWriting, isCancelled } from "./claims.ts";
import { describeError } from "./error-message.ts";
import type { OpenStore } from "./fetch-chunks.ts";
import type { CallAnswer, CoderCall, FromWorker, Post, ToWorker } from "./messages.ts";
import { runCall } from "./run-call.ts";

/** What to do with messages of a pool; `post` takes the answers. Without `openStore` nothing is fetched. */
export function serveCalls(
  coder: ChunkCoder,
  post: Post<FromWorker>,
  openStore: OpenStore = () => undefined,
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
        // The worker's entry listens to these.
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
  }

  async function answerOf(slot: number, call: CoderCall): Promise<CallAnswer> {
    if (isCancelled(claims, slot)) return { kind: "skipped" };
    return {
      kind: "result",
      result: await runCall(coder, openStore, call, () => claimWriting(claims, slot)),
    };
  }
}

function buffersOf(answer: CallAnswer): ArrayBuffer[] {
  return answer.kind === "result" && ArrayBuffer.isView(answer.result) ? [answer.result.buffer] : [];
}
