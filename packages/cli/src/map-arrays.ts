/**
 * Work on one array after another, on several small ones at a time: from a server, each takes some round trips however
 * small it is.
 *
 * @module
 */

import { type ArrayInfo, elementCount, nominalByteSize } from "@chunkwright/core";

/** Arrays up to this size, decoded, share the memory that a large one takes. */
const SMALL_BYTES = 2 ** 23;
const SMALL_AT_A_TIME = 16;

/**
 * The results of `task` in the order of `items`, whose arrays `infoOf` describes; `undefined` for what is not to be
 * read. Rejects with the failure of the first item that fails, once the tasks in flight have settled.
 */
export async function* mapArrays<T, R>(
  items: Iterable<T> | AsyncIterable<T>,
  infoOf: (item: T) => ArrayInfo | undefined,
  task: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const inFlight: Promise<R>[] = [];
  const begin = (item: T): void => {
    const result = task(item);
    // Its failure is told in its turn.
    result.catch(() => {});
    inFlight.push(result);
  };
  try {
    let isAlone = false;
    for await (const item of items) {
      const isLarge = !isSmall(infoOf(item));
      const most = isLarge || isAlone ? 0 : SMALL_AT_A_TIME - 1;
      while (inFlight.length > most) yield await inFlight.shift()!;
      begin(item);
      isAlone = isLarge;
    }
    while (inFlight.length > 0) yield await inFlight.shift()!;
  } finally {
    await Promise.allSettled(inFlight);
  }
}

function isSmall(info: ArrayInfo | undefined): boolean {
  return !info || elementCount(info.shape) * nominalByteSize(info.dataType) <= SMALL_BYTES;
}
