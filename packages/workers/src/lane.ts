/**
 * One worker of a pool and the tasks sent to it: the running one, and possibly the next.
 *
 * @module
 */

import { compiledWasm, type KernelName } from "@chunkwright/codecs";
import { type Claims, claimCancelled, createClaims, openClaim } from "./claims.ts";
import { restoreError } from "./error-message.ts";
import type { CallAnswer, FromWorker } from "./messages.ts";
import { outgoingCall } from "./outgoing-call.ts";
import type { Thread } from "./pool-worker.ts";
import { Scratch } from "./scratch.ts";
import type { Task } from "./task.ts";
import { TimeLimitExceeded } from "./task-failure.ts";

/** Tasks per worker: with the next one already sent, it is not idle while a result is on its way. */
const LANE_DEPTH = 2;
/** A worker that is not ready after this time counts as dead. */
const START_LIMIT_MS = 30_000;

export interface LaneOptions {
  readonly timeoutMs: number | undefined;
  /** Inputs are transferred to the worker instead of copied: a task cannot be sent again. */
  readonly movesInput: boolean;
  /** Called when the worker is ready, and when a task is done. */
  onFree(): void;
  /** Called when the worker is dead; the first of its unsettled tasks may be the cause. */
  onDeath(lane: Lane, cause: unknown, tasks: readonly Task[]): void;
}

interface HeldTask {
  readonly task: Task;
  readonly slot: number;
}

export class Lane {
  readonly #thread: Thread;
  readonly #options: LaneOptions;
  readonly #claims: Claims | undefined = createClaims(LANE_DEPTH);
  /** One per slot: after an abort the worker may still be reading it. */
  readonly #scratch: readonly Scratch[] = Array.from({ length: LANE_DEPTH }, () => new Scratch());
  #held: HeldTask[] = [];
  #nextSlot = 0;
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

  /** Whether it can take one more task. */
  get isOpen(): boolean {
    return this.#isReady && !this.#isGone && this.#held.length < LANE_DEPTH;
  }

  /** Tasks that it holds. */
  get load(): number {
    return this.#held.length;
  }

  post(task: Task): void {
    const slot = this.#nextSlot;
    openClaim(this.#claims, slot);
    try {
      const { call, transfer } = outgoingCall(task.call, this.#options.movesInput, this.#scratch[slot]);
      this.#thread.post({ kind: "call", slot, call }, transfer);
    } catch (error) {
      // A value that cannot be posted, such as a function among the options, is the caller's mistake.
      task.reject(error);
      return;
    }
    this.#nextSlot = (slot + 1) % LANE_DEPTH;
    this.#held.push({ task, slot });
    if (this.#held.length === 1) this.#restartClock();
    this.#updateKeepAlive();
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
      default:
        settle(this.#held.shift()?.task, message);
        break;
    }
    this.#restartClock();
    this.#options.onFree();
    this.#updateKeepAlive();
  }

  #sendKernel(name: KernelName): void {
    const own = () => this.#thread.post({ kind: "kernel", name }, []);
    compiledWasm(name)
      .then((module) => this.#thread.post({ kind: "kernel", name, module }, []))
      .catch(own);
  }

  #die(cause: unknown): void {
    if (this.#isGone) return;
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
      );
    if (isQuiet) tell();
    else void ended.then(tell);
  }

  #release(): HeldTask[] {
    clearTimeout(this.#timer);
    this.#isGone = true;
    const held = this.#held;
    this.#held = [];
    return held;
  }

  /** The time limit applies to the first task only. */
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
