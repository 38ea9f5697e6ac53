/**
 * Numbers for channels that only file names and a list tell.
 *
 * @module
 */

import type { Channel } from "../../../image-model.ts";

/** Channels by number, and the number of the channel that files name so. */
export interface NumberedChannels {
  readonly channels: ReadonlyMap<number, Channel>;
  numberOf(name: string): number;
}

/** Numbers for the channels that files name: in the order of `listed`, then those that it lacks in alphabetical order. */
export function channelNumbers(listed: readonly string[], found: Iterable<string>): NumberedChannels {
  const names = new Set(found);
  const ordered = [...new Set([...listed.filter((name) => names.has(name)), ...[...names].sort()])];
  const numbers = new Map(ordered.map((name, c) => [name, c]));
  return {
    channels: new Map(ordered.map((name, c) => [c, { name }])),
    numberOf: (name) => numbers.get(name)!,
  };
}
