/**
 * Errors as people and scripts see them: one line, or a code and a message.
 *
 * @module
 */

import { isStorageError } from "@chunkwright/core";
import { CommanderError } from "commander";
import { UsageError } from "../usage-error.ts";

export interface ErrorReport {
  /** A `StorageError` code, "usage", "interrupted" or, for what should not happen, "internal". */
  readonly code: string;
  readonly message: string;
}

export const INTERRUPTED: ErrorReport = { code: "interrupted", message: "Interrupted" };

/** What went wrong, with the causes that add to it, on one line. */
export function reportError(error: unknown): ErrorReport {
  if (isStorageError(error)) return { code: error.code, message: withCauses(error) };
  if (error instanceof UsageError) return { code: "usage", message: error.message };
  if (error instanceof CommanderError) {
    return { code: "usage", message: error.message.replace(/^error: /, "").replaceAll(/\s+/g, " ") };
  }
  if (error instanceof Error && error.name === "AbortError") return INTERRUPTED;
  if (error instanceof RangeError && /memory|allocation|Invalid (typed )?array/i.test(error.message)) {
    return { code: "unsupported", message: `Too large for memory: ${error.message}` };
  }
  return { code: "internal", message: error instanceof Error ? withCauses(error) : String(error) };
}

function withCauses(error: Error): string {
  const messages: string[] = [];
  let current: unknown = error;
  // Causes may be cyclic.
  for (let depth = 0; depth < 8 && current instanceof Error; depth += 1) {
    const message = current.message.replaceAll(/\s+/g, " ").trim();
    // The system's message, with its code and path, has been told in words.
    const code = "code" in current && typeof current.code === "string" ? current.code : message;
    if (message && !messages.some((known) => known.includes(message) || known.includes(`(${code})`))) {
      messages.push(message);
    }
    current = current.cause;
  }
  return messages.join(": ");
}
