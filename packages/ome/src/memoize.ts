/**
 * Remembering the most recent results of an asynchronous function.
 *
 * @module
 */

import { LruMap } from "@chunkwright/core";

/**
 * Calls `ask` once per `key` while the key is among the `capacity` most recently used. Failures are not remembered,
 * so the next call tries again.
 */
export function memoize<K, V>(capacity: number, ask: (key: K) => Promise<V>): (key: K) => Promise<V> {
  const answers = new LruMap<K, Promise<V>>(capacity);
  return (key) => {
    const known = answers.get(key);
    if (known) return known;
    const answer = ask(key);
    answers.set(key, answer);
    answer.catch(() => answers.remove(key, answer));
    return answer;
  };
}
