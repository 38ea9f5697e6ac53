/**
 * Dispatching tasks to workers: the queue, starting workers, and retrying the tasks of workers that died.
 *
 * @module
 */

import { type CallOptions, type ChunkCoder, onAbort } from "@chunkwright/core";
import { takeBatch } from "./batch.ts";
import { canShareMemory } from "./claims.ts";
import { inlineThread } from "./inline-thread.ts";
import { LANE_DEPTH, Lane } from "./lane.ts";
import { lateThread } from "./late-thread.ts";
import type { CoderCall, CoderResult } from "./messages.ts";
import { type PoolWorker, type Thread, threadOf } from "./pool-worker.ts";
import { type PoolCallOptions, Task } from "./task.ts";
import { poolClosed, TimeLimitExceeded, taskFailure } from "./task-failure.ts";
import { TaskQueue } from "./task-queue.ts";

export interface DispatcherOptions {
  readonly size: number;
  readonly queueLimit: number;
  readonly timeoutMs: number | undefined;
  readonly retries: number;
  /** `undefined` where there are no workers. */
  readonly createWorker: () => PoolWorker | Promise<PoolWorker> | undefined;
  /** Does the work if there are no workers. */
  readonly coder: ChunkCoder;
}

/** The current state of a pool. */
export interface PoolStats {
  /** Workers that run or are being started. */
  readonly workers: number;
  /** Tasks that wait for a worker. */
  readonly queued: number;
  /** Tasks that workers hold. */
  readonly running: number;
  /** Workers that died, or were terminated by the time limit. */
  readonly deaths: number;
  /** Why the pool works in the calling thread, if it does. */
  readonly inlineCause: unknown;
}

/** After this many consecutive workers failed to start, the calling thread does the work. */
const START_ATTEMPTS = 3;

export class Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #queue = new TaskQueue();
  readonly #lanes = new Set<Lane>();
  readonly #waiting = new Set<() => void>();
  #order = 0;
  #deaths = 0;
  #failedStarts = 0;
  #inlineCause: unknown;
  #isClosed = false;

  constructor(options: DispatcherOptions) {
    this.#options = options;
  }

  get stats(): PoolStats {
    return {
      workers: this.#inlineCause === undefined ? this.#lanes.size : 0,
      queued: this.#queue.size,
      running: this.#running,
      deaths: this.#deaths,
      inlineCause: this.#inlineCause,
    };
  }

  async run(call: CoderCall, options: PoolCallOptions = {}): Promise<CoderResult> {
    options.signal?.throwIfAborted();
    if (this.#isClosed) throw poolClosed();
    const task = new Task(call, this.#order++, options, (aborted, reason) => this.#abort(aborted, reason));
    this.#queue.push(task);
    this.#dispatch();
    return task.promise;
  }

  /** Resolves when fewer tasks than the limit wait. */
  async ready({ signal }: CallOptions = {}): Promise<void> {
    signal?.throwIfAborted();
    if (!this.#isClosed && this.#queue.size >= this.#options.queueLimit) {
      await new Promise<void>((resolve) => {
        const go = () => {
          this.#waiting.delete(go);
          forgetAbort();
          resolve();
        };
        this.#waiting.add(go);
        const forgetAbort = onAbort(signal, go);
      });
    }
    signal?.throwIfAborted();
    if (this.#isClosed) throw poolClosed();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const reason = poolClosed();
    for (let task = this.#queue.pop(); task; task = this.#queue.pop()) task.reject(reason);
    this.#wake();
    const ends = [...this.#lanes].map((lane) => lane.end(reason));
    this.#lanes.clear();
    await Promise.all(ends);
  }

  get #running(): number {
    let running = 0;
    for (const lane of this.#lanes) running += lane.load;
    return running;
  }

  #dispatch(): void {
    while (this.#queue.size > 0) {
      const lane = this.#laneForNext();
      if (!lane) break;
      const batch = takeBatch(this.#queue, this.#share);
      if (lane.post(batch)) continue;
      for (const task of batch) {
        task.isAlone = true;
        this.#queue.push(task);
      }
    }
    this.#wake();
  }

  /** Starts workers as needed. Workers get a second batch in advance only if all are busy. */
  #laneForNext(): Lane | undefined {
    const lanes = [...this.#lanes];
    const idle = lanes.find((lane) => lane.isOpen && lane.load === 0);
    if (idle) return idle;
    let starting = lanes.filter((lane) => !lane.isReady).length;
    while (this.#lanes.size < this.#size && starting < this.#queue.size) {
      this.#lanes.add(this.#startLane());
      starting += 1;
    }
    const isAmple = this.#queue.size > this.#lanes.size;
    return isAmple ? lanes.find((lane) => lane.isOpen) : undefined;
  }

  /**
   * Tasks for the next batch, so that all workers get their part. Without shared memory nobody would know which task of
   * a batch a worker died of; without retries the others of the batch could not be sent again.
   */
  get #share(): number {
    if (!canShareMemory || this.#options.retries === 0) return 1;
    return Math.floor(this.#queue.size / (this.#lanes.size * LANE_DEPTH));
  }

  get #size(): number {
    return this.#inlineCause === undefined ? this.#options.size : 1;
  }

  #startLane(): Lane {
    const { timeoutMs, retries } = this.#options;
    const lane: Lane = new Lane(this.#startThread(), {
      timeoutMs,
      movesInput: retries === 0 || this.#inlineCause !== undefined,
      onFree: () => {
        this.#failedStarts = 0;
        this.#dispatch();
      },
      onDeath: (...death) => this.#bury(...death),
    });
    return lane;
  }

  #startThread(): Thread {
    if (this.#inlineCause === undefined) {
      try {
        const worker = this.#options.createWorker();
        if (worker) return "then" in worker ? lateThread(worker) : threadOf(worker);
        this.#inlineCause = new Error("There are no workers here");
      } catch (error) {
        this.#inlineCause = error;
      }
    }
    return inlineThread(this.#options.coder);
  }

  #bury(lane: Lane, cause: unknown, tasks: readonly Task[], suspect: Task | undefined): void {
    this.#lanes.delete(lane);
    this.#deaths += 1;
    if (!lane.isReady && ++this.#failedStarts >= START_ATTEMPTS) this.#inlineCause ??= cause;
    for (const task of tasks) {
      if (task.isAborted || this.#isClosed) task.reject(poolClosed());
      if (task.isSettled) continue;
      if (task === suspect && !this.#mayRetry(task, cause)) continue;
      if (task.isSpent) task.reject(taskFailure(task.call, "its worker died of another task", cause));
      else this.#queue.push(task);
    }
    this.#dispatch();
  }

  /** Counts the death against the task that ran; rejects the task if its retries are used up. */
  #mayRetry(task: Task, cause: unknown): boolean {
    task.deaths += 1;
    if (cause instanceof TimeLimitExceeded) {
      task.reject(taskFailure(task.call, cause.message, cause));
    } else if (task.deaths > this.#options.retries) {
      const fact = cause instanceof Error ? cause.message : String(cause);
      const times = task.deaths === 1 ? "" : `, ${task.deaths} times`;
      task.reject(taskFailure(task.call, `its worker died${times}: ${fact}`, cause));
    }
    return !task.isSettled;
  }

  #abort(task: Task, reason: unknown): void {
    if (this.#queue.delete(task)) {
      task.reject(reason);
      this.#wake();
      return;
    }
    for (const lane of this.#lanes) if (lane.cancel(task, reason)) return;
  }

  /** Wakes as many callers as there is room for, or all of them if no running task would wake the others later. */
  #wake(): void {
    if (this.#waiting.size === 0) return;
    const isOver = this.#isClosed || (this.#queue.size === 0 && this.#running === 0);
    const room = isOver ? this.#waiting.size : this.#options.queueLimit - this.#queue.size;
    for (const go of [...this.#waiting].slice(0, Math.max(room, 0))) go();
  }
}
