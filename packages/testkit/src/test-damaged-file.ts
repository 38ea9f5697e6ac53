/**
 * What every reader of files must do: of a file that is cut off or changed anywhere, answers or typed errors, and nothing
 * else.
 *
 * @module
 */

import { type Bytes, isStorageError } from "@chunkwright/core";
import { expect, test } from "vitest";
import { damagedBytes } from "./damage.ts";
import { seededRandom } from "./seeded-random.ts";

/** Asks one question. A `StorageError` is an answer; other errors are thrown. */
export type Attempt = (question: () => Promise<unknown>) => Promise<void>;

export interface DamagedFileOptions {
  /** Asks a file all there is to ask. */
  readonly ask: (bytes: Bytes, attempt: Attempt) => Promise<void>;
  /** Prefixes that are tried, and copies with bytes changed. */
  readonly prefixes: number;
  readonly copies: number;
}

/**
 * `CHUNKWRIGHT_FUZZ=200000 npm test` tries every prefix, and about so many copies of all files of a package; without it
 * each has a few.
 */
export const FUZZ_COPIES: number | undefined =
  process.env.CHUNKWRIGHT_FUZZ === undefined ? undefined : Number(process.env.CHUNKWRIGHT_FUZZ);

/** Two tests, in the suite around the call. */
export function testDamagedFile(bytes: Bytes, { ask, prefixes, copies }: DamagedFileOptions): void {
  const failuresIn = async (damaged: Bytes): Promise<number> => {
    let failures = 0;
    const attempt: Attempt = async (question) => {
      try {
        await question();
      } catch (error) {
        if (!isStorageError(error)) throw error;
        failures += 1;
      }
    };
    await attempt(() => ask(damaged, attempt));
    return failures;
  };

  test("gives an answer or a typed error at every prefix", { timeout: 600_000 }, async () => {
    let failures = 0;
    const step = FUZZ_COPIES === undefined ? Math.max(1, Math.floor(bytes.length / prefixes)) : 1;
    for (let length = 0; length < bytes.length; length += step) {
      failures += await failuresIn(bytes.slice(0, length));
    }
    expect(failures).toBeGreaterThan(0);
  });

  test("gives an answer or a typed error with bytes changed", { timeout: 30_000 + 50 * copies }, async () => {
    const random = seededRandom(bytes.length);
    for (let n = 0; n < copies; n += 1) await failuresIn(damagedBytes(bytes, random));
  });
}
