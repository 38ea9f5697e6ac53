/**
 * What every benchmark is given.
 *
 * @module
 */

import type { Figure } from "./measure/figure.ts";

export interface BenchContext {
  /** Smaller data and fewer rounds: all of it within two minutes. */
  readonly isQuick: boolean;
  /** An empty folder that is removed in the end. */
  readonly folder: string;
  /** The Python with the reference implementations; `undefined` if there is none. */
  readonly python: string | undefined;
  /** Keeps figures for the result file. */
  record(figures: readonly Figure[]): void;
  /** Prints a table or a sentence. */
  print(text: string): void;
  /** Tells how far things are, apart from the results. */
  progress(text: string): void;
}

/** Says that a rival is missing from the results, and why. */
export function leaveOut(context: BenchContext, name: string, error: unknown): void {
  const fact = error instanceof Error ? error.message : String(error);
  context.print(`Left out: ${name} (${fact.split("\n")[0]})`);
}
