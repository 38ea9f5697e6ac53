/**
 * Joins ranges of one value that are requested in the same tick into fewer requests.
 *
 * @module
 */

import { type ByteSpan, type Bytes, onAbort } from "@chunkwright/core";
import { mergeSpans } from "./merge-spans.ts";
import { bytesOfRange, type ValuePart } from "./range-request.ts";

/** Fetches at least the bytes of `span` that exist; `undefined` if there is no value. */
export type FetchSpan = (
  key: string,
  span: ByteSpan,
  signal: AbortSignal | undefined,
) => Promise<ValuePart | undefined>;

/** Reads a span, which is not empty, into memory that nothing else shares; `undefined` if there is no value. */
export type ReadSpan = (
  key: string,
  span: ByteSpan,
  signal: AbortSignal | undefined,
) => Promise<Bytes | undefined>;

interface Waiting extends ByteSpan {
  readonly signal: AbortSignal | undefined;
  readonly resolve: (bytes: Bytes | undefined) => void;
  readonly reject: (error: unknown) => void;
}

/** A reader that calls `fetchSpan` once for spans with at most `maxGapBytes` between them. */
export function coalesce(fetchSpan: FetchSpan, maxGapBytes: number): ReadSpan {
  const waiting = new Map<string, Waiting[]>();
  const flush = (key: string) => {
    const spans = (waiting.get(key) ?? []).filter(({ signal }) => !signal?.aborted);
    waiting.delete(key);
    for (const { offset, length, members } of mergeSpans(spans, maxGapBytes)) {
      fetchTogether(fetchSpan, key, { offset, length }, members);
    }
  };
  const enqueue = (key: string, entry: Waiting) => {
    const queue = waiting.get(key);
    if (queue) {
      queue.push(entry);
    } else {
      waiting.set(key, [entry]);
      nextTask(() => flush(key));
    }
  };
  return async (key, { offset, length }, signal) => {
    signal?.throwIfAborted();
    let forget = () => {};
    try {
      return await new Promise((resolve, reject) => {
        forget = onAbort(signal, () => reject(signal?.reason));
        enqueue(key, { offset, length, signal, resolve, reject });
      });
    } finally {
      forget();
    }
  };
}

async function fetchTogether(
  fetchSpan: FetchSpan,
  key: string,
  span: ByteSpan,
  members: readonly Waiting[],
): Promise<void> {
  const { signal, stop } = allAborted(members.map((member) => member.signal));
  try {
    const part = await fetchSpan(key, span, signal);
    for (const member of members) deliver(key, member, part, members.length === 1);
  } catch (error) {
    for (const member of members) member.reject(error);
  } finally {
    stop();
  }
}

function deliver(key: string, member: Waiting, part: ValuePart | undefined, isOnly: boolean): void {
  try {
    const bytes = part && bytesOfRange(key, member, part);
    // A caller may transfer its bytes, so no two may share memory.
    member.resolve(isOnly || bytes !== part?.bytes ? bytes : bytes?.slice());
  } catch (error) {
    member.reject(error);
  }
}

/** A signal that aborts once all of `signals` have; never if one is `undefined`. */
function allAborted(signals: readonly (AbortSignal | undefined)[]): {
  readonly signal: AbortSignal;
  readonly stop: () => void;
} {
  const controller = new AbortController();
  const check = () => {
    if (signals.every((signal) => signal?.aborted)) controller.abort(signals[0]?.reason);
  };
  const forget = signals.map((signal) => onAbort(signal, check));
  return {
    signal: controller.signal,
    stop: () => {
      for (const each of forget) each();
    },
  };
}

/** Runs `task` in the next turn of the event loop. `setImmediate` takes microseconds, `setTimeout` a millisecond. */
const nextTask: (task: () => void) => void =
  typeof setImmediate === "function" ? (task) => void setImmediate(task) : (task) => void setTimeout(task, 0);
