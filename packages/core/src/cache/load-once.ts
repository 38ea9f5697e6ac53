/**
 * A value that is loaded when it is first asked for.
 *
 * @module
 */

import type { CallOptions } from "../types.ts";
import { awaitShared } from "./await-shared.ts";

/** Callers at the same time share one load; after a failed load, the next call tries again. */
export class LoadOnce<T> {
  readonly #load: (options?: CallOptions) => Promise<T>;
  #value: Promise<T> | undefined;

  /** `load` gets the options of the call that starts it. */
  constructor(load: (options?: CallOptions) => Promise<T>) {
    this.#load = load;
  }

  /** Rejects as the load does, unless that failed for another caller, who may have aborted it: then it is tried again. */
  async get(options?: CallOptions): Promise<T> {
    options?.signal?.throwIfAborted();
    const shared = this.#value;
    return shared ? awaitShared(shared, options?.signal, () => this.get(options)) : this.#start(options);
  }

  /** Makes `value` the value, as if it had been loaded. */
  set(value: T): void {
    this.#value = Promise.resolve(value);
  }

  #start(options: CallOptions | undefined): Promise<T> {
    const started = this.#load(options);
    this.#value = started;
    started.catch(() => {
      if (this.#value === started) this.#value = undefined;
    });
    return started;
  }
}
