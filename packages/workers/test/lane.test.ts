import { describe, expect, test } from "vitest";
import { type Claims, claimWriting, countBegun } from "../src/claims.ts";
import { Lane } from "../src/lane.ts";
import type { ToWorker } from "../src/messages.ts";
import type { Thread, ThreadListeners } from "../src/pool-worker.ts";
import { Task } from "../src/task.ts";

/** A worker that does what the test says, with a batch of `calls`. */
function playedLane(calls = 1) {
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
  const left: Task[] = [];
  const suspects: (Task | undefined)[] = [];
  const lane: Lane = new Lane(thread, {
    timeoutMs: undefined,
    movesInput: false,
    onFree: () => undefined,
    onDeath: (_lane, cause, tasks, suspect) => {
      deaths.push(cause);
      left.push(...tasks);
      suspects.push(suspect);
    },
  });
  listeners?.message({ kind: "ready" });
  const controller = new AbortController();
  const chunk = { dataType: "uint8", shape: [1], data: new Uint8Array(1) } as const;
  const newTask = (order: number): Task => {
    const task = new Task(
      { direction: "encode", chunk, codecs: [] },
      order,
      { signal: controller.signal },
      (aborted, reason) => lane.cancel(aborted, reason),
    );
    task.promise.catch(() => undefined);
    return task;
  };
  const tasks = Array.from({ length: calls }, (_, order) => newTask(order));
  const [task] = tasks as [Task];
  lane.post(tasks);
  return {
    lane,
    task,
    tasks,
    postOneMore: () => lane.post([newTask(calls)]),
    deaths,
    left,
    suspects,
    abort: () => controller.abort("enough"),
    begin: () => countBegun(claims),
    beginToWrite: () => claimWriting(claims, 0),
    answer: (count = 1) =>
      listeners?.message({
        kind: "answers",
        answers: Array.from({ length: count }, () => ({ kind: "result", result: undefined }) as const),
      }),
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

  test("holds two batches, and settles their tasks as answers come", () => {
    const { lane, tasks, postOneMore, answer } = playedLane(3);
    expect(lane.isOpen).toBe(true);
    postOneMore();
    expect([lane.isOpen, lane.load]).toEqual([false, 4]);
    answer(2);
    expect(tasks.map((task) => task.isSettled)).toEqual([true, true, false]);
    expect(lane.isOpen).toBe(false);
    answer(1);
    expect([lane.isOpen, lane.load]).toEqual([true, 1]);
  });

  test("suspects the task of the batch that was begun last, where it dies", () => {
    const { tasks, postOneMore, begin, answer, die, left, suspects } = playedLane(4);
    postOneMore();
    begin();
    answer(1);
    begin();
    begin();
    die();
    expect(left.slice(0, 3)).toEqual(tasks.slice(1));
    expect(left.length).toBe(4);
    expect(suspects).toEqual([tasks[2]]);
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
