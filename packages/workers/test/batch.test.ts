import { describe, expect, test } from "vitest";
import { BATCH_BYTES, BATCH_CALLS, takeBatch } from "../src/batch.ts";
import { Task } from "../src/task.ts";
import { TaskQueue } from "../src/task-queue.ts";

/** A queue of tasks that encode chunks of these numbers of bytes. */
function queueOf(byteLengths: readonly number[]) {
  const queue = new TaskQueue();
  const tasks = byteLengths.map((length, order) => {
    const chunk = { dataType: "uint8", shape: [length], data: new Uint8Array(length) } as const;
    return new Task({ direction: "encode", chunk, codecs: [] }, order, {}, () => undefined);
  });
  for (const task of tasks) queue.push(task);
  return { queue, tasks };
}

describe("takeBatch", () => {
  test("takes a share of small tasks, in their order, up to a limit", () => {
    const { queue, tasks } = queueOf(Array.from({ length: 20 }, () => 100));
    expect(takeBatch(queue, 3)).toEqual(tasks.slice(0, 3));
    expect(takeBatch(queue, 100)).toEqual(tasks.slice(3, 3 + BATCH_CALLS));
    expect(takeBatch(queue, 0)).toEqual([tasks[3 + BATCH_CALLS]]);
  });

  test("takes large tasks one at a time", () => {
    const { queue } = queueOf([BATCH_BYTES / 2, BATCH_BYTES / 2, BATCH_BYTES / 2, 2 * BATCH_BYTES, 1]);
    const orders = Array.from({ length: 4 }, () => takeBatch(queue, 8).map(({ order }) => order));
    expect(orders).toEqual([[0, 1], [2], [3], [4]]);
  });

  test("leaves a task alone that is to be", () => {
    const { queue, tasks } = queueOf([1, 1, 1, 1]);
    tasks[1]!.isAlone = true;
    expect(Array.from({ length: 3 }, () => takeBatch(queue, 8))).toEqual([
      [tasks[0]],
      [tasks[1]],
      [tasks[2], tasks[3]],
    ]);
  });
});
