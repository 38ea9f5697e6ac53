/**
 * Which open sink writes which shard. A shard is one object with one writer: two sinks that each hold a part of it
 * would replace each other's.
 *
 * @module
 */

import type { WritableStore } from "@chunkwright/core";

/** By store, since keys mean nothing without one. Sinks of other processes, or of another store object, are unknown. */
const claims = new WeakMap<WritableStore, Map<string, object>>();

/** Takes the shard under `key` for `owner`. Throws `TypeError` if another sink that is still open has it. */
export function claimShard(store: WritableStore, key: string, owner: object): void {
  const owners = claims.get(store) ?? new Map<string, object>();
  claims.set(store, owners);
  if ((owners.get(key) ?? owner) !== owner) {
    throw new TypeError(`Cannot write into shard ${key}: another sink has it and is not closed`);
  }
  owners.set(key, owner);
}

/** Lets go of all shards of `owner`. */
export function releaseShards(store: WritableStore, owner: object): void {
  const owners = claims.get(store);
  for (const [key, other] of owners ?? []) if (other === owner) owners?.delete(key);
}
