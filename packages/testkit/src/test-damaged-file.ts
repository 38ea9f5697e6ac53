/**
 * Conformance of file readers: a file that is truncated or changed anywhere must be read or give a `StorageError`,
 * nothing else.
 *
 * @module
 */

import { type Bytes, isStorageError } from "@chunkwright/core";
import { expect, test } from "vitest";
import { damagedBytes } from "./damage.ts";
import { seededRandom } from "./seeded-random.ts";

/** Runs one operation. Ignores a `StorageError`; throws any other error. */
export type Attempt = (operation: () => Promise<unknown>) => Promise<void>;

export interface DamagedFileOptions {
  /** Reads everything in a file. */
  readonly ask: (bytes: Bytes, attempt: Attempt) => Promise<void>;
  /** Number of prefixes tried, and of copies with bytes changed. */
  readonly prefixes: number;
  readonly copies: number;
}

/**
 * `CHUNKWRIGHT_FUZZ=200000 npm test` tries every prefix, and about this many copies of all files of a package; by
 * default there are a few of each.
 */
export const FUZZ_COPIES: number | undefined =
  process.env.CHUNKWRIGHT_FUZZ === undefined ? undefined : Number(process.env.CHUNKWRIGHT_FUZZ);

/** Defines two tests in the surrounding suite. */
export function testDamagedFile(bytes: Bytes, { ask, prefixes, copies }: DamagedFileOptions): void {
  const failuresIn = async (damaged: Bytes): Promise<number> => {
    let failures = 0;
    const attempt: Attempt = async (operation) => {
      try {
        await operation();
      } catch (error) {
        if (!isStorageError(error)) throw error;
        failures += 1;
      }
    };
    await attempt(() => ask(damaged, attempt));
    return failures;
  };

  test("is read or rejected with a typed error at every prefix", { timeout: 600_000 }, async () => {
    let failures = 0;
    const step = FUZZ_COPIES === undefined ? Math.max(1, Math.floor(bytes.length / prefixes)) : 1;
    for (let length = 0; length < bytes.length; length += step) {
      failures += await failuresIn(bytes.slice(0, length));
    }
    expect(failures).toBeGreaterThan(0);
  });

  test("is read or rejected with a typed error with bytes changed", {
    timeout: 30_000 + 50 * copies,
  }, async () => {
    const random = seededRandom(bytes.length);
    for (let n = 0; n < copies; n += 1) await failuresIn(damagedBytes(bytes, random));
  });
}
