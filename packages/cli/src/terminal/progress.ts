/**
 * Progress of a long command: one redrawn line on a screen, JSON lines for scripts, or nothing.
 *
 * @module
 */

import { formatBytes, formatDuration } from "./quantity.ts";
import type { Terminal } from "./terminal.ts";

export type ProgressMode = "auto" | "json" | "none";

export interface Progress {
  /** `byteLength` more bytes of the total are done. */
  advance(byteLength: number): void;
  /** Removes the line from the screen. */
  end(): void;
}

/** Milliseconds between two reports. */
const INTERVAL_MS = 200;
const BAR_WIDTH = 24;

export function startProgress(
  terminal: Terminal,
  mode: ProgressMode,
  label: string,
  totalBytes: number,
): Progress {
  const silent = mode === "none" || (mode === "auto" && !terminal.isInteractive);
  if (silent) return { advance() {}, end() {} };
  const started = performance.now();
  let done = 0;
  let reported = Number.NEGATIVE_INFINITY;

  const report = (now: number) => {
    reported = now;
    const seconds = (now - started) / 1000;
    const rate = done / Math.max(seconds, 0.001);
    const secondsLeft = (totalBytes - done) / rate;
    terminal.err(
      mode === "json"
        ? `${JSON.stringify({ progress: { label, done, total: totalBytes, seconds, secondsLeft: finite(secondsLeft) } })}\n`
        : `\r\u001b[K${bar(done / totalBytes)} ${label} ${formatBytes(done)} of ${formatBytes(totalBytes)}, ` +
            `${formatBytes(rate)}/s, ${formatDuration(secondsLeft)} left`,
    );
  };

  return {
    advance(byteLength) {
      done = Math.min(totalBytes, done + byteLength);
      const now = performance.now();
      if (now - reported >= INTERVAL_MS) report(now);
    },
    end() {
      if (mode === "json") report(performance.now());
      else terminal.err("\r\u001b[K");
    },
  };
}

function bar(fraction: number): string {
  const filled = Math.round(Math.min(1, Math.max(0, fraction)) * BAR_WIDTH);
  return `[${"#".repeat(filled)}${"-".repeat(BAR_WIDTH - filled)}]`;
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
