/**
 * Whoever reads other elements than we do is not a rival.
 *
 * @module
 */

import { type BenchContext, leaveOut } from "../context.ts";
import type { AskedProcess } from "./asked-process.ts";

/** A reader in its process, which answers "digest" with the SHA-256 of all elements at a path. */
export interface ReaderProcess {
  /** Name and version. */
  readonly name: string;
  readonly process: Pick<AskedProcess, "ask">;
}

/** Those that read the same elements as the first, which is ours; `title` is what `path` holds. */
export async function checkReaders<R extends ReaderProcess>(
  context: BenchContext,
  title: string,
  path: string,
  readers: readonly R[],
): Promise<readonly R[]> {
  const able: R[] = [];
  let first: unknown;
  for (const reader of readers) {
    try {
      const digest = await reader.process.ask({ do: "digest", path });
      first ??= digest;
      if (digest !== first) throw new Error("it reads other elements");
      able.push(reader);
    } catch (error) {
      if (reader === readers[0]) throw error;
      leaveOut(context, `${reader.name} in ${title}`, error);
    }
  }
  return able;
}
