/**
 * A store far away: reads that are asked for side by side are one round trip.
 *
 * @module
 */

import type { ReadableStore } from "@chunkwright/core";

export interface RoundStore extends ReadableStore {
  /** Round trips so far. */
  readonly rounds: number;
  /** Reads so far. */
  readonly requests: number;
}

/** Turns of the event loop in which whoever was answered asks for all that follows from it. */
const QUIET_TURNS = 20;

/** Reads through to `store`, a round at a time: once no further read is asked for, all that were are answered. */
export function roundStore(store: ReadableStore): RoundStore {
  let waiting: (() => void)[] = [];
  let rounds = 0;
  let requests = 0;
  const answerAll = async (): Promise<void> => {
    for (let seen = 0; seen < requests; ) {
      seen = requests;
      for (let turn = 0; turn < QUIET_TURNS; turn += 1) await new Promise((next) => setImmediate(next));
    }
    rounds += 1;
    const round = waiting;
    waiting = [];
    for (const answer of round) answer();
  };
  const turn = (): Promise<void> => {
    requests += 1;
    if (waiting.length === 0) void answerAll();
    return new Promise((resolve) => {
      waiting.push(resolve);
    });
  };
  return {
    get rounds() {
      return rounds;
    },
    get requests() {
      return requests;
    },
    async get(key, options) {
      await turn();
      return store.get(key, options);
    },
    async getRange(key, range, options) {
      await turn();
      return store.getRange(key, range, options);
    },
    async size(key, options) {
      await turn();
      return store.size(key, options);
    },
  };
}
