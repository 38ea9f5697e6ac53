/**
 * Converting errors to plain data and back: structured cloning drops `code`, `context` and, on some platforms, `cause`.
 *
 * @module
 */

import { type ErrorCode, type ErrorContexts, isStorageError, StorageError } from "@chunkwright/core";

export type ErrorMessage =
  | {
      readonly kind: "storage";
      readonly code: ErrorCode;
      readonly message: string;
      readonly context: ErrorContexts[ErrorCode];
      readonly stack: string | undefined;
      readonly cause: ErrorMessage | undefined;
    }
  | {
      readonly kind: "error";
      readonly name: string;
      readonly message: string;
      readonly stack: string | undefined;
      readonly cause: ErrorMessage | undefined;
    }
  /** The thrown value was not an Error. */
  | { readonly kind: "value"; readonly text: string };

/** Deeper causes are dropped: chains may be circular. */
const MAX_DEPTH = 8;

export function describeError(error: unknown, depth = 0): ErrorMessage {
  if (!(error instanceof Error)) return { kind: "value", text: String(error) };
  const { name, message, stack } = error;
  const cause =
    error.cause === undefined || depth === MAX_DEPTH ? undefined : describeError(error.cause, depth + 1);
  return isStorageError(error)
    ? { kind: "storage", code: error.code, message, context: error.context, stack, cause }
    : { kind: "error", name, message, stack, cause };
}

/** The error described; a thrown value that was not an Error becomes a string. */
export function restoreError(described: ErrorMessage): unknown {
  if (described.kind === "value") return described.text;
  const { message, stack } = described;
  const options = described.cause && { cause: restoreError(described.cause) };
  const error =
    described.kind === "storage"
      ? new StorageError(described.code, message, described.context, options)
      : nativeError(described.name, message, options);
  if (stack !== undefined) error.stack = stack;
  return error;
}

function nativeError(name: string, message: string, options: ErrorOptions | undefined): Error {
  switch (name) {
    case "RangeError":
      return new RangeError(message, options);
    case "TypeError":
      return new TypeError(message, options);
    default:
      return Object.defineProperty(new Error(message, options), "name", { value: name, configurable: true });
  }
}
