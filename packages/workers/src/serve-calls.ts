/**
 * The worker's side of a pool: handles calls in order.
 *
 * @module
 */

import type { InThreadCoder } from "@chunkwright/codecs";
import type { DataType, DataTypes } from "@chunkwright/core";
import { type Claims, claimWriting, countBegun, isCancelled } from "./claims.ts";
import { describeError } from "./error-message.ts";
import type { CallAnswer, CoderCall, FromWorker, Post, SlottedCall, ToWorker } from "./messages.ts";
import { type Files, runCall } from "./run-call.ts";

export interface ServeOptions extends Files {
  /** Called with the memory of a call's input once nothing uses it any more. */
  readonly release?: (memory: ArrayBuffer) => void;
}

/** Answers to a batch are collected until a call ends this long after the first of them began. */
const ANSWER_MS = 8;

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
      case "calls":
        last = last.then(() => answerAll(message.calls));
        break;
      case "kernel":
        // Handled by the worker's entry.
        break;
    }
  };

  async function answerAll(calls: readonly SlottedCall[]): Promise<void> {
    let answers: CallAnswer[] = [];
    let answered: CoderCall[] = [];
    let start = performance.now();
    for (const [i, { slot, call }] of calls.entries()) {
      answers.push(await answerTo(slot, call));
      answered.push(call);
      if (i + 1 < calls.length && performance.now() - start < ANSWER_MS) continue;
      send(answers);
      if (release) for (const memory of answered.flatMap(inputOf)) release(memory);
      answers = [];
      answered = [];
      start = performance.now();
    }
  }

  async function answerTo(slot: number, call: CoderCall): Promise<CallAnswer> {
    countBegun(claims);
    if (isCancelled(claims, slot)) return { kind: "skipped" };
    try {
      return {
        kind: "result",
        result: await runCall(coder, files, call, () => claimWriting(claims, slot)),
      };
    } catch (error) {
      return { kind: "failure", error: describeError(error) };
    }
  }

  function send(answers: readonly CallAnswer[]): void {
    try {
      post({ kind: "answers", answers }, answers.flatMap(buffersOf));
    } catch (error) {
      const failure = { kind: "failure", error: describeError(error) } as const;
      post({ kind: "answers", answers: answers.map(() => failure) }, []);
    }
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
