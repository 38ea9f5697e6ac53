/**
 * What a command may touch of the process it runs in, so that tests can run commands in theirs.
 *
 * @module
 */

import type { Host } from "../host.ts";

export interface Terminal extends Host {
  /** Data alone. */
  out(text: string): void;
  /** Progress, logs, errors. */
  err(text: string): void;
  /** Whether `err` goes to a screen: a progress line may be redrawn. */
  readonly isInteractive: boolean;
}
