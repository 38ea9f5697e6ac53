/**
 * Ranges of one value asked for in the same tick, fetched together.
 *
 * @module
 */

import { type Bytes, onAbort } from "@chunkwright/core";
import type { Span } from "../resolve-range.ts";
import { mergeSpans } from "./merge-spans.ts";
import { bytesOfRange, type ValuePart } from "./range-request.ts";

/** At least the bytes of `span` that exist; `undefined` if there is no value. */
export type FetchSpan = (
  key: string,
  span: Span,
  signal: AbortSignal | undefined,
) => Promise<ValuePart | undefined>;

/** The bytes of a span that is not empty, in memory of their own; `undefined` if there is no value. */
export type ReadSpan = (
  key: string,
  span: Span,
  signal: AbortSignal | undefined,
) => Promise<Bytes | undefined>;

interface Waiting extends Span {
  readonly signal: AbortSignal | undefined;
  readonly resolve: (bytes: Bytes | undefined) => void;
  readonly reject: (error: unknown) => void;
}

/** Reads spans through `fetchSpan`, those with at most `maxGapBytes` between them in one call. */
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
  span: Span,
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
    // Whoever gets bytes may give their memory away, so two must not share it.
    member.resolve(isOnly || bytes !== part?.bytes ? bytes : bytes?.slice());
  } catch (error) {
    member.reject(error);
  }
}

/** A signal that aborts once all of `signals` have: a caller without one never gives up. */
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

/** After everything that is ready to run now. Node's own way takes microseconds, the portable one a millisecond. */
const nextTask: (task: () => void) => void =
  typeof setImmediate === "function" ? (task) => void setImmediate(task) : (task) => void setTimeout(task, 0);
