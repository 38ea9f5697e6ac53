/** `chunkwright serve`, run in this process while a test looks at it. */

import { recordTerminal, runOn } from "./run-command.ts";

export interface Running {
  readonly viewer: string;
  readonly sources: readonly string[];
  readonly err: () => string;
}

/** Serves on a free port while `use` runs, and gives the exit code of the command. */
export async function whileServing(
  locations: readonly string[],
  use: (running: Running) => Promise<void>,
): Promise<number> {
  const interruption = new AbortController();
  const terminal = recordTerminal({ signal: interruption.signal });
  const outcome = runOn(terminal, "serve", "--json", "--port", "0", ...locations);
  try {
    while (terminal.printed.out === "") {
      await Promise.race([outcome, new Promise((resolve) => setTimeout(resolve, 10))]);
      if (terminal.printed.err !== "" && terminal.printed.out === "") throw new Error(terminal.printed.err);
    }
    await use({ ...JSON.parse(terminal.printed.out), err: () => terminal.printed.err });
  } finally {
    interruption.abort();
  }
  return (await outcome).exitCode;
}
