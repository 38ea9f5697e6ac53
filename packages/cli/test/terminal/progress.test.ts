import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { startProgress } from "../../src/terminal/progress.ts";
import { jsonLines, recordTerminal } from "../run-command.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("startProgress()", () => {
  it("is silent where nobody looks, and where it is told to be", () => {
    const [script, screen] = [recordTerminal(), recordTerminal({ isInteractive: true })];
    for (const progress of [
      startProgress(script, "auto", "Converting", 100),
      startProgress(screen, "none", "Converting", 100),
    ]) {
      progress.advance(50);
      progress.end();
    }
    expect([script.printed, screen.printed]).toEqual([
      { out: "", err: "" },
      { out: "", err: "" },
    ]);
  });

  it("writes JSON lines, at most five a second, the last when all is done", () => {
    const terminal = recordTerminal();
    const progress = startProgress(terminal, "json", "Converting", 100);
    progress.advance(10);
    vi.advanceTimersByTime(100);
    progress.advance(10);
    vi.advanceTimersByTime(400);
    progress.advance(30);
    progress.advance(50);
    progress.end();
    expect(terminal.printed.out).toBe("");
    expect(jsonLines(terminal.printed.err)).toEqual([
      { progress: { label: "Converting", done: 10, total: 100, seconds: 0, secondsLeft: 0.009 } },
      { progress: { label: "Converting", done: 50, total: 100, seconds: 0.5, secondsLeft: 0.5 } },
      { progress: { label: "Converting", done: 100, total: 100, seconds: 0.5, secondsLeft: 0 } },
    ]);
  });

  it("redraws one line on a screen and clears it in the end", () => {
    const terminal = recordTerminal({ isInteractive: true });
    const progress = startProgress(terminal, "auto", "Converting", 4096);
    vi.advanceTimersByTime(1000);
    progress.advance(1024);
    progress.end();
    expect(terminal.printed.err).toBe(
      "\r\u001b[K[######------------------] Converting 1.0 KiB of 4.0 KiB, 1.0 KiB/s, 0:03 left\r\u001b[K",
    );
  });

  it("never shows more than all, and no number where there is none", () => {
    const terminal = recordTerminal();
    const progress = startProgress(terminal, "json", "Comparing", 0);
    progress.advance(10);
    progress.end();
    const reports = jsonLines(terminal.printed.err);
    expect(reports[0]).toMatchObject({ progress: { done: 0, total: 0, secondsLeft: null } });
  });
});
