/**
 * The only error class. structuredClone drops subclasses, so kinds of failure are distinguished by `code`.
 *
 * @module
 */

import type { ChunkIndex } from "./types.ts";

/** The context of each kind of failure. Plain data, so that an error can be sent by `postMessage`. */
export interface ErrorContexts {
  /** The path or key asked for does not exist. */
  "not-found": { readonly path: string };
  /** The bytes contradict their specification. */
  "invalid-data": { readonly format: string; readonly offset?: number; readonly section?: string };
  /** Legal, but not implemented here. */
  unsupported: { readonly format: string; readonly feature: string };
  /** A codec failed on one chunk; the rest of the array may be fine. */
  codec: { readonly codec: string; readonly direction: "decode" | "encode"; readonly index?: ChunkIndex };
  /** A write would replace what is already there. */
  exists: { readonly path: string };
  /** Storage failed; retrying may help. */
  store: { readonly key: string; readonly status?: number };
}
/** The kind of an error. */
export type ErrorCode = keyof ErrorContexts;

/** Any failure of data, files or servers, with a `code` for its kind and plain data as `context`. */
export class StorageError<C extends ErrorCode = ErrorCode> extends Error {
  override readonly name = "StorageError";
  readonly code: C;
  readonly context: ErrorContexts[C];

  constructor(code: C, message: string, context: ErrorContexts[C], options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.context = context;
  }
}

/**
 * Whether `error` is a `StorageError` with one of `codes`, or with any code if none are given. Compares the name
 * instead of using `instanceof`, so that errors of another copy of this package are recognised.
 */
export function isStorageError<C extends ErrorCode>(
  error: unknown,
  ...codes: readonly C[]
): error is { [K in C]: StorageError<K> }[C] {
  if (!(error instanceof Error) || error.name !== "StorageError" || !("code" in error)) return false;
  return codes.length === 0 || codes.some((code) => code === error.code);
}
