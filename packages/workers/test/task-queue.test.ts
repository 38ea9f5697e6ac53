import { seededRandom } from "@chunkwright/testkit";
import { expect, test } from "vitest";
import { Task } from "../src/task.ts";
import { TaskQueue } from "../src/task-queue.ts";

const call = {
  direction: "encode",
  chunk: { dataType: "int8", shape: [0], data: new Int8Array() },
  codecs: [],
} as const;

test("TaskQueue gives the highest priority first, equals in their order, and none that was deleted", () => {
  const random = seededRandom(1);
  const queue = new TaskQueue();
  const tasks = Array.from(
    { length: 500 },
    (_, order) => new Task(call, order, { priority: random.below(5) }, () => undefined),
  );
  for (const task of tasks) queue.push(task);
  const deleted = new Set(tasks.filter(() => random.below(4) === 0));
  for (const task of deleted) expect(queue.delete(task)).toBe(true);
  for (const task of deleted) expect(queue.delete(task)).toBe(false);
  const left = tasks.filter((task) => !deleted.has(task));
  left.sort((a, b) => b.priority - a.priority || a.order - b.order);
  expect(queue.size).toBe(left.length);
  expect(Array.from(left, () => queue.pop())).toEqual(left);
  expect(queue.pop()).toBeUndefined();
});
