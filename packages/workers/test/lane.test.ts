import { describe, expect, test } from "vitest";
import { type Claims, claimWriting } from "../src/claims.ts";
import { Lane } from "../src/lane.ts";
import type { ToWorker } from "../src/messages.ts";
import type { Thread, ThreadListeners } from "../src/pool-worker.ts";
import { Task } from "../src/task.ts";

/** A worker that does what the test says, one call in its hands. */
function playedLane() {
  let listeners: ThreadListeners | undefined;
  let claims: Claims | undefined;
  let finishEnd: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    finishEnd = resolve;
  });
  const thread: Thread = {
    post(message: ToWorker) {
      if (message.kind === "start") claims = message.claims;
    },
    listen(given) {
      listeners = given;
    },
    keepAlive() {},
    end: () => ended,
  };
  const deaths: unknown[] = [];
  const lane: Lane = new Lane(thread, {
    timeoutMs: undefined,
    movesInput: false,
    onFree: () => undefined,
    onDeath: (_lane, cause) => deaths.push(cause),
  });
  listeners?.message({ kind: "ready" });
  const controller = new AbortController();
  const chunk = { dataType: "uint8", shape: [1], data: new Uint8Array(1) } as const;
  const task = new Task(
    { direction: "encode", chunk, codecs: [] },
    0,
    { signal: controller.signal },
    (aborted, reason) => lane.cancel(aborted, reason),
  );
  task.promise.catch(() => undefined);
  lane.post(task);
  return {
    lane,
    task,
    deaths,
    abort: () => controller.abort("enough"),
    beginToWrite: () => claimWriting(claims, 0),
    answer: () => listeners?.message({ kind: "result", result: undefined }),
    die: () => listeners?.death("an accident"),
    finishEnd,
  };
}

describe("a lane", () => {
  test("settles an aborted task at once, whose worker then may not write", async () => {
    const { task, abort, beginToWrite } = playedLane();
    abort();
    expect(task.isSettled).toBe(true);
    expect(beginToWrite()).toBe(false);
    await expect(task.promise).rejects.toBe("enough");
  });

  test("settles an aborted task whose elements are being written when they are", async () => {
    const { task, abort, beginToWrite, answer } = playedLane();
    expect(beginToWrite()).toBe(true);
    abort();
    expect(task.isSettled).toBe(false);
    answer();
    await expect(task.promise).rejects.toBe("enough");
  });

  test("tells of a death in the middle of writing when the worker has ended, and takes nothing meanwhile", async () => {
    const { lane, deaths, beginToWrite, die, finishEnd } = playedLane();
    expect(lane.isOpen).toBe(true);
    beginToWrite();
    die();
    die();
    expect(lane.isOpen).toBe(false);
    expect(deaths).toEqual([]);
    finishEnd();
    await new Promise((resolve) => setTimeout(resolve));
    expect(deaths).toEqual(["an accident"]);
  });

  test("that is ended rejects a task in the middle of writing last", async () => {
    const { lane, task, beginToWrite, answer, finishEnd } = playedLane();
    beginToWrite();
    const end = lane.end("closed");
    answer();
    expect(task.isSettled).toBe(false);
    finishEnd();
    await end;
    await expect(task.promise).rejects.toBe("closed");
  });
});
