/**
 * Remembering the last few answers of an asynchronous question.
 *
 * @module
 */

/**
 * Asks `ask` once per `key` while the key is among the `capacity` last used. Failures are not remembered, so that
 * asking again tries again.
 */
export function memoize<K, V>(capacity: number, ask: (key: K) => Promise<V>): (key: K) => Promise<V> {
  const answers = new Map<K, Promise<V>>();
  return (key) => {
    const known = answers.get(key);
    if (known) {
      answers.delete(key);
      answers.set(key, known);
      return known;
    }
    const answer = ask(key);
    answers.set(key, answer);
    answer.catch(() => {
      if (answers.get(key) === answer) answers.delete(key);
    });
    const oldest = answers.keys().next();
    if (answers.size > capacity && !oldest.done) answers.delete(oldest.value);
    return answer;
  };
}
