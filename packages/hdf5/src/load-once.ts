/**
 * A value that is loaded when first asked for.
 *
 * @module
 */

import type { CallOptions } from "@chunkwright/core";

/** Callers at the same time share one load; after a failed load, the next call tries again. */
export class LoadOnce<T> {
  readonly #load: (options?: CallOptions) => Promise<T>;
  #value: Promise<T> | undefined;

  constructor(load: (options?: CallOptions) => Promise<T>) {
    this.#load = load;
  }

  async get(options?: CallOptions): Promise<T> {
    options?.signal?.throwIfAborted();
    const running = this.#value;
    if (running) {
      try {
        return await running;
      } catch {
        // Whoever asked first may have aborted: this caller asks for itself.
        options?.signal?.throwIfAborted();
      }
    }
    if (this.#value === running) {
      const started = this.#load(options);
      this.#value = started;
      started.catch(() => {
        if (this.#value === started) this.#value = undefined;
      });
    }
    return this.#value ?? this.get(options);
  }

  set(value: T): void {
    this.#value = Promise.resolve(value);
  }
}
