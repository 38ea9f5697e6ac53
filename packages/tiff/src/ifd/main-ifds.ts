/**
 * The IFDs of the main chain, opened by number.
 *
 * @module
 */

import type { CallOptions } from "@chunkwright/core";
import type { TiffContext } from "../tiff-context.ts";
import type { IfdChain } from "./ifd-chain.ts";
import { type OpenedIfd, openIfd, openKnownIfd } from "./open-ifd.ts";
import type { IfdPlace } from "./sub-ifds.ts";

/** Opened IFDs that are kept, with their tile tables. If there were more, V8 would move them to its old generation. */
const MOST_KEPT = 64;

export class MainIfds {
  readonly #context: TiffContext;
  readonly #chain: IfdChain;
  /**
   * IFD `n` is at `n % MOST_KEPT`, until another takes its place. An `LruMap` would cost 3 us an IFD, in garbage collection
   * (bench/src/tiff/tiff-ifds.ts).
   */
  readonly #kept: { readonly n: number; readonly opened: OpenedIfd }[] = [];

  constructor(context: TiffContext, chain: IfdChain) {
    this.#context = context;
    this.#chain = chain;
  }

  /** IFD `n`; `undefined` past the end. Rejects with "invalid-data" if it is damaged or the chain breaks before. */
  async open(n: number, options?: CallOptions): Promise<OpenedIfd | undefined> {
    options?.signal?.throwIfAborted();
    const known = this.known(n);
    if (known) return known;
    const offset = await this.#chain.offset(n, options);
    if (offset === undefined) return undefined;
    return this.#keep(n, await openIfd(this.#context, mainPlace(n, offset), options));
  }

  /** The same without waiting; `undefined` if it takes reading. */
  known(n: number): OpenedIfd | undefined {
    const kept = this.#kept[n % MOST_KEPT];
    if (kept?.n === n) return kept.opened;
    const offset = this.#chain.known(n);
    const opened = offset === undefined ? undefined : openKnownIfd(this.#context, mainPlace(n, offset));
    return opened && this.#keep(n, opened);
  }

  /** Whether the chain is known to lead to IFD `n`. */
  has(n: number): boolean {
    return this.#chain.has(n);
  }

  /** Starts reading IFD `n`, which is about to be opened, if it is known where it is. */
  prefetch(n: number, options?: CallOptions): void {
    this.#chain.prefetch(n, options);
  }

  #keep(n: number, opened: OpenedIfd): OpenedIfd {
    this.#kept[n % MOST_KEPT] = { n, opened };
    return opened;
  }
}

function mainPlace(n: number, offset: number): IfdPlace {
  return { path: `ifd/${n}`, offset, parents: [] };
}
