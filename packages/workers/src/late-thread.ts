/**
 * Workers that take time to make: their script, for example, is loaded first.
 *
 * @module
 */

import { type PoolWorker, type Thread, threadOf } from "./pool-worker.ts";

/** Its messages wait until the worker is made. It is dead if that fails. */
export function lateThread(making: Promise<PoolWorker>): Thread {
  let thread: Thread | undefined;
  const made = making.then((worker) => {
    thread = threadOf(worker);
    return thread;
  });
  const whenMade = (act: (own: Thread) => unknown) => void made.then(act, () => undefined);
  return {
    post(message, transfer) {
      // What cannot be posted is for the caller to know.
      if (thread) thread.post(message, transfer);
      else whenMade((own) => own.post(message, transfer));
    },
    listen: (listeners) => void made.then((own) => own.listen(listeners), listeners.death),
    keepAlive: (isWanted) => whenMade((own) => own.keepAlive(isWanted)),
    end: () =>
      made.then(
        (own) => own.end(),
        () => undefined,
      ),
  };
}
