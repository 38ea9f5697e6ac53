/**
 * A priority queue of tasks: a binary heap. Knuth, The Art of Computer Programming 3, §5.2.3.
 *
 * @module
 */

import { precedes, type Task } from "./task.ts";

export class TaskQueue {
  readonly #heap: Task[] = [];

  get size(): number {
    return this.#heap.length;
  }

  /** The task that `pop` would return. */
  get next(): Task | undefined {
    return this.#heap[0];
  }

  push(task: Task): void {
    this.#heap.push(task);
    this.#rise(this.#heap.length - 1);
  }

  pop(): Task | undefined {
    const next = this.#heap[0];
    if (next) this.#removeAt(0);
    return next;
  }

  /** Removes a task; whether it was in the queue. */
  delete(task: Task): boolean {
    const position = this.#heap.indexOf(task);
    if (position >= 0) this.#removeAt(position);
    return position >= 0;
  }

  #removeAt(position: number): void {
    const last = this.#heap.pop();
    if (!last || position === this.#heap.length) return;
    this.#heap[position] = last;
    this.#sink(position);
    this.#rise(position);
  }

  #rise(position: number): void {
    const heap = this.#heap;
    const task = heap[position]!;
    let place = position;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!precedes(task, heap[parent]!)) break;
      heap[place] = heap[parent]!;
      place = parent;
    }
    heap[place] = task;
  }

  #sink(position: number): void {
    const heap = this.#heap;
    const task = heap[position]!;
    let place = position;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && precedes(heap[child + 1]!, heap[child]!)) child += 1;
      if (!precedes(heap[child]!, task)) break;
      heap[place] = heap[child]!;
      place = child;
    }
    heap[place] = task;
  }
}
