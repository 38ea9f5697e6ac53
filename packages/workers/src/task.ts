/**
 * A task of a pool: a call, and the promise of its result.
 *
 * @module
 */

import { type CallOptions, onAbort } from "@chunkwright/core";
import type { CoderCall, CoderResult } from "./messages.ts";

/** Options of a pool's calls. */
export interface PoolCallOptions extends CallOptions {
  /** Tasks of higher priority run first, those of equal priority in order of arrival; 0 by default. */
  readonly priority?: number;
}

/** Settles once; later results are ignored. */
export class Task {
  readonly call: CoderCall;
  readonly priority: number;
  /** Sequence number. */
  readonly order: number;
  /** Workers that died while they ran it. */
  deaths = 0;
  /** Whether it gets a batch of its own, as no batch with it could be sent. */
  isAlone = false;
  /** Whether its input has gone to a worker. */
  isSpent = false;
  readonly promise: Promise<CoderResult>;
  #settlers: { resolve(result: CoderResult): void; reject(reason: unknown): void } | undefined;
  readonly #signal: AbortSignal | undefined;
  readonly #forgetAbort: () => void;

  constructor(
    call: CoderCall,
    order: number,
    { priority = 0, signal }: PoolCallOptions,
    abort: (task: Task, reason: unknown) => void,
  ) {
    this.call = call;
    this.order = order;
    this.priority = priority;
    this.#signal = signal;
    this.promise = new Promise((resolve, reject) => {
      this.#settlers = { resolve, reject };
    });
    this.#forgetAbort = onAbort(signal, () => abort(this, signal?.reason));
  }

  get isSettled(): boolean {
    return this.#settlers === undefined;
  }

  get isAborted(): boolean {
    return this.#signal?.aborted === true;
  }

  /** Resolves the promise, but rejects it if the call was aborted. */
  resolve(result: CoderResult): void {
    if (this.#signal?.aborted) this.reject(this.#signal.reason);
    else this.#release()?.resolve(result);
  }

  /** Rejects the promise with `reason`, or with that of the abort if there was one. */
  reject(reason: unknown): void {
    this.#release()?.reject(this.#signal?.aborted ? this.#signal.reason : reason);
  }

  #release() {
    const settlers = this.#settlers;
    this.#settlers = undefined;
    this.#forgetAbort();
    return settlers;
  }
}

/** Whether `a` runs before `b`. */
export function precedes(a: Task, b: Task): boolean {
  return a.priority === b.priority ? a.order < b.order : a.priority > b.priority;
}
