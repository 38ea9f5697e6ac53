/**
 * What a command may use of its process, so that tests can run commands in their own.
 *
 * @module
 */

import type { Host } from "../host.ts";

export interface Terminal extends Host {
  /** Data only. */
  out(text: string): void;
  /** Progress, logs, errors. */
  err(text: string): void;
  /** Whether `err` goes to a screen: a progress line may be redrawn. */
  readonly isInteractive: boolean;
}
