/**
 * The `chunkwright` command: the process around `run`.
 *
 * @module
 */

import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { createWorkerPool } from "@chunkwright/workers";
import { PACKAGE_FOLDER } from "./package-folder.ts";
import { run } from "./program.ts";
import { EXIT_FAILED, EXIT_INTERRUPTED } from "./terminal/exit-code.ts";

/** `timeout` and `npx` pass on signals that the terminal sends too: two within this time count as one. */
const ONE_SIGNAL_MS = 1000;

const interruption = new AbortController();
let interruptedAt = Number.NaN;
let interruptedBy: NodeJS.Signals | undefined;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"] as const) {
  process.on(signal, () => {
    // After the first signal the command removes what is half-written; the second one does not wait for that.
    if (performance.now() - interruptedAt > ONE_SIGNAL_MS) exitInterrupted();
    if (interruption.signal.aborted) return;
    interruptedAt = performance.now();
    interruptedBy = signal;
    interruption.abort();
  });
}
// `chunkwright digest ... | head` closes our output: that is the end of the work, not a failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  // On Windows it depends on who closes it which of the two it is.
  if (error.code === "EPIPE" || error.code === "EOF") process.exit(0);
  process.stderr.write(`chunkwright: Cannot write to standard output: ${error.message}\n`);
  process.exit(EXIT_FAILED);
});

// Whoever closes our messages does not want them: the work goes on.
process.stderr.on("error", () => {});

const manifest: unknown = JSON.parse(readFileSync(join(PACKAGE_FOLDER, "package.json"), "utf8"));
const version =
  typeof manifest === "object" && manifest !== null && "version" in manifest
    ? String(manifest.version)
    : "unknown";

// Not awaited here: what commands import may lie in the same file of the bundle, and would wait for its end.
void main();

async function main(): Promise<void> {
  // Should Node find nothing left to wait for before the command has ended.
  process.exitCode = EXIT_FAILED;
  // Threads are started by the first chunk that is coded, and one per processor: this one mostly waits for them.
  const threads = Math.min(8, availableParallelism());
  const pool = createWorkerPool({ size: threads });
  try {
    process.exitCode = await run(process.argv.slice(2), version, {
      out: (text) => process.stdout.write(text),
      err: (text) => process.stderr.write(text),
      warn: (message) => process.stderr.write(`warning: ${message}\n`),
      isInteractive: process.stderr.isTTY === true && !process.env.CI,
      signal: interruption.signal,
      coder: pool,
      // While each thread works on one chunk, two more are being read or written.
      concurrency: threads + 2,
    });
  } finally {
    await pool.close();
  }
  if (process.exitCode === EXIT_INTERRUPTED) exitInterrupted();
}

/** A shell leaves its loop over files only if Ctrl-C has ended the command, whatever the exit code. */
function exitInterrupted(): void {
  if (interruptedBy === "SIGINT" && process.platform !== "win32") {
    process.removeAllListeners("SIGINT");
    process.kill(process.pid, "SIGINT");
  }
  process.exit(EXIT_INTERRUPTED);
}
