/** Command lines run in this process: what they print, and the exit code. */

import { run } from "../src/program.ts";
import type { Terminal } from "../src/terminal/terminal.ts";

export interface Outcome {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

export interface RecordedTerminal extends Terminal {
  readonly printed: { out: string; err: string };
}

/** A terminal that keeps what is printed; `onErr` sees each piece that goes to stderr. */
export function recordTerminal({
  isInteractive = false,
  signal = new AbortController().signal,
  onErr = (_text: string): void => {},
} = {}): RecordedTerminal {
  const printed = { out: "", err: "" };
  return {
    printed,
    isInteractive,
    signal,
    out(text) {
      printed.out += text;
    },
    err(text) {
      printed.err += text;
      onErr(text);
    },
    warn(message) {
      this.err(`warning: ${message}\n`);
    },
  };
}

export async function runCommand(...args: readonly string[]): Promise<Outcome> {
  return runOn(recordTerminal(), ...args);
}

export async function runOn(terminal: RecordedTerminal, ...args: readonly string[]): Promise<Outcome> {
  const exitCode = await run(args, "1.2.3", terminal);
  return { exitCode, ...terminal.printed };
}

/** Runs the command as it interrupts itself at its first report of progress. */
export async function runInterrupted(...args: readonly string[]): Promise<Outcome> {
  const interruption = new AbortController();
  const terminal = recordTerminal({ signal: interruption.signal, onErr: () => interruption.abort() });
  return runOn(terminal, ...args, "--progress", "json");
}

/** The JSON documents of an output, one a line. */
export function jsonLines(text: string): readonly unknown[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
}
