/**
 * Batches: tasks that a worker gets in one message. A message takes each side some 20 microseconds, and small chunks
 * hardly more.
 *
 * @module
 */

import { type DataType, elementCount, nominalByteSize, type Shape } from "@chunkwright/core";
import type { CoderCall } from "./messages.ts";
import type { Task } from "./task.ts";
import type { TaskQueue } from "./task-queue.ts";

/** Tasks in a batch at most. */
export const BATCH_CALLS = 8;
/** Bytes of decoded elements in a batch at most: milliseconds of work, so that workers end at the same time. */
export const BATCH_BYTES: number = 2 ** 22;

/** Takes the next tasks, up to `share` of them, from a queue that is not empty. */
export function takeBatch(queue: TaskQueue, share: number): readonly Task[] {
  const batch: Task[] = [];
  let bytes = 0;
  for (let task = queue.next; task; task = queue.next) {
    bytes += decodedBytes(task.call);
    const isFull = batch.length >= Math.min(share, BATCH_CALLS) || bytes > BATCH_BYTES;
    if (batch.length > 0 && (isFull || task.isAlone || batch[0]?.isAlone)) break;
    batch.push(task);
    queue.pop();
  }
  return batch;
}

function decodedBytes(call: CoderCall): number {
  switch (call.direction) {
    case "decode":
    case "reenvelope":
      return byteLength(call.encoded);
    case "fetch":
      return call.fetch.chunks.reduce((sum, chunk) => sum + byteLength(chunk), 0);
    case "encode":
      return byteLength(call.chunk);
    case "encodePart":
    case "encodeTo":
      return byteLength({ dataType: call.part.chunk.dataType, shape: call.shape });
  }
}

function byteLength({ dataType, shape }: { readonly dataType: DataType; readonly shape: Shape }): number {
  return elementCount(shape) * nominalByteSize(dataType);
}
