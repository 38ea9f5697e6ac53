/**
 * One worker of a pool and the batches of tasks sent to it: the running one, and possibly the next.
 *
 * @module
 */

import { compiledWasm, type WasmName } from "@chunkwright/codecs/lazy";
import { BATCH_CALLS } from "./batch.ts";
import { type Claims, callsBegun, claimCancelled, createClaims, openClaim } from "./claims.ts";
import { restoreError } from "./error-message.ts";
import type { CallAnswer, FromWorker, SlottedCall } from "./messages.ts";
import { outgoingCall } from "./outgoing-call.ts";
import type { Thread } from "./pool-worker.ts";
import { Scratch } from "./scratch.ts";
import type { Task } from "./task.ts";
import { TimeLimitExceeded } from "./task-failure.ts";

/** Batches per worker: with the next one already sent, it is not idle while answers are on their way. */
export const LANE_DEPTH = 2;
/** A worker that is not ready after this time counts as dead. */
const START_LIMIT_MS = 30_000;

export interface LaneOptions {
  readonly timeoutMs: number | undefined;
  /** Inputs are transferred to the worker instead of copied: a task cannot be sent again. */
  readonly movesInput: boolean;
  /** Called when the worker is ready, and when tasks are done. */
  onFree(): void;
  /** Called when the worker is dead; if one of its tasks may be the cause, that is `suspect`. */
  onDeath(lane: Lane, cause: unknown, tasks: readonly Task[], suspect: Task | undefined): void;
}

interface HeldTask {
  readonly task: Task;
  readonly slot: number;
  readonly batch: number;
}

const SLOTS = LANE_DEPTH * BATCH_CALLS;

export class Lane {
  readonly #thread: Thread;
  readonly #options: LaneOptions;
  readonly #claims: Claims | undefined = createClaims(SLOTS);
  /** One per slot: after an abort the worker may still be reading it. */
  readonly #scratch: readonly Scratch[] = Array.from({ length: SLOTS }, () => new Scratch());
  #held: HeldTask[] = [];
  #nextBatch = 0;
  #answered = 0;
  #isReady = false;
  #isGone = false;
  #keepsAlive = true;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(thread: Thread, options: LaneOptions) {
    this.#thread = thread;
    this.#options = options;
    thread.listen({ message: (message) => this.#take(message), death: (cause) => this.#die(cause) });
    thread.post({ kind: "start", claims: this.#claims }, []);
    this.#restartClock();
  }

  /** Whether it has ever been ready. */
  get isReady(): boolean {
    return this.#isReady;
  }

  /** Whether it can take one more batch. */
  get isOpen(): boolean {
    const batches = this.#nextBatch - (this.#held[0]?.batch ?? this.#nextBatch);
    return this.#isReady && !this.#isGone && batches < LANE_DEPTH;
  }

  /** Tasks that it holds. */
  get load(): number {
    return this.#held.length;
  }

  /** Sends at most `BATCH_CALLS` tasks in one message. Returns false where several cannot be sent because of one. */
  post(batch: readonly Task[]): boolean {
    const firstSlot = (this.#nextBatch % LANE_DEPTH) * BATCH_CALLS;
    const held = batch.map((task, i) => ({ task, slot: firstSlot + i, batch: this.#nextBatch }));
    try {
      const calls: SlottedCall[] = [];
      const transfers: ArrayBuffer[] = [];
      const moved: Task[] = [];
      for (const { task, slot } of held) {
        openClaim(this.#claims, slot);
        const outgoing = outgoingCall(task.call, this.#options.movesInput, this.#scratch[slot]);
        calls.push({ slot, call: outgoing.call });
        transfers.push(...outgoing.transfer);
        if (outgoing.isMoved) moved.push(task);
      }
      this.#thread.post({ kind: "calls", calls }, transfers);
      for (const task of moved) task.isSpent = true;
    } catch (error) {
      if (batch.length > 1) return false;
      // A value that cannot be posted, such as a function among the options, is the caller's mistake.
      batch[0]?.reject(error);
      return true;
    }
    this.#nextBatch += 1;
    const wasIdle = this.#held.length === 0;
    this.#held.push(...held);
    if (wasIdle) this.#restartClock();
    this.#updateKeepAlive();
    return true;
  }

  /** Whether it holds the task. If so, cancels it: immediately, or after its elements are written if that has begun. */
  cancel(task: Task, reason: unknown): boolean {
    const held = this.#held.find((entry) => entry.task === task);
    if (!held) return false;
    if (claimCancelled(this.#claims, held.slot)) task.reject(reason);
    this.#updateKeepAlive();
    return true;
  }

  /** Ends the worker and rejects its tasks. */
  async end(reason: unknown): Promise<void> {
    const held = this.#release();
    for (const { task, slot } of held) if (claimCancelled(this.#claims, slot)) task.reject(reason);
    await this.#thread.end();
    for (const { task } of held) task.reject(reason);
  }

  #take(message: FromWorker): void {
    if (this.#isGone) return;
    switch (message.kind) {
      case "ready":
        this.#isReady = true;
        break;
      case "kernel":
        this.#sendKernel(message.name);
        return;
      case "answers":
        this.#answered += message.answers.length;
        for (const answer of message.answers) settle(this.#held.shift()?.task, answer);
        break;
    }
    this.#restartClock();
    this.#options.onFree();
    this.#updateKeepAlive();
  }

  #sendKernel(name: WasmName): void {
    const own = () => this.#thread.post({ kind: "kernel", name }, []);
    compiledWasm(name)
      .then((module) => this.#thread.post({ kind: "kernel", name, module }, []))
      .catch(own);
  }

  #die(cause: unknown): void {
    if (this.#isGone) return;
    const running = this.#running;
    const held = this.#release();
    const tasks = held.filter(({ task }) => !task.isSettled);
    // Tasks are settled only once it is certain that nothing more is written.
    const ended = this.#thread.end().catch(() => undefined);
    const isQuiet = tasks.every(({ slot }) => claimCancelled(this.#claims, slot));
    const tell = () =>
      this.#options.onDeath(
        this,
        cause,
        held.map(({ task }) => task),
        running,
      );
    if (isQuiet) tell();
    else void ended.then(tell);
  }

  /** The task that the worker works on, as far as known. */
  get #running(): Task | undefined {
    const unanswered = ((callsBegun(this.#claims) ?? 0) - this.#answered) | 0;
    return this.#held[Math.max(unanswered - 1, 0)]?.task;
  }

  #release(): HeldTask[] {
    clearTimeout(this.#timer);
    this.#isGone = true;
    const held = this.#held;
    this.#held = [];
    return held;
  }

  /** The time limit applies to the first task only: a batch has it until its next answers come. */
  #restartClock(): void {
    clearTimeout(this.#timer);
    const { timeoutMs } = this.#options;
    if (!this.#isReady) {
      this.#dieAfter(START_LIMIT_MS, () => new Error(`The worker was not ready within ${START_LIMIT_MS} ms`));
    } else if (timeoutMs !== undefined && this.#held.length > 0) {
      this.#dieAfter(timeoutMs, () => new TimeLimitExceeded(timeoutMs));
    }
  }

  #dieAfter(milliseconds: number, cause: () => Error): void {
    const timer = setTimeout(() => this.#die(cause()), milliseconds);
    // In Node the worker keeps the process alive while a task is pending.
    if (typeof timer === "object") timer.unref();
    this.#timer = timer;
  }

  #updateKeepAlive(): void {
    const isWanted = !this.#isReady || this.#held.some(({ task }) => !task.isSettled);
    if (isWanted !== this.#keepsAlive) this.#thread.keepAlive(isWanted);
    this.#keepsAlive = isWanted;
  }
}

function settle(task: Task | undefined, answer: CallAnswer): void {
  switch (answer.kind) {
    case "result":
      task?.resolve(answer.result);
      break;
    case "failure":
      task?.reject(restoreError(answer.error));
      break;
    case "skipped":
      // Skips only results that have settled already.
      break;
  }
}
