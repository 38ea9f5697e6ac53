/**
 * Which open sink writes which shard. A shard is one object with one writer: two sinks that each hold a part of it
 * would overwrite the other's part.
 *
 * @module
 */

import type { WritableStore } from "@chunkwright/core";

type Owners = Map<string, WeakRef<object>>;

/**
 * By store, since keys mean nothing without one. Sinks of other processes, or of another store object, are unknown;
 * one that was dropped without being closed loses its claims when it is garbage-collected.
 */
const claims = new WeakMap<WritableStore, Owners>();

/** Takes the shard under `key` for `owner`. Throws `TypeError` if another sink that is still open has it. */
export function claimShard(store: WritableStore, key: string, owner: object): void {
  const owners: Owners = claims.get(store) ?? new Map();
  claims.set(store, owners);
  const holder = owners.get(key)?.deref();
  if (holder === owner) return;
  if (holder) {
    throw new TypeError(`Cannot write into shard ${key}: another sink has it and is not closed`);
  }
  owners.set(key, new WeakRef(owner));
}

/** Releases all shards of `owner`. */
export function releaseShards(store: WritableStore, owner: object): void {
  const owners = claims.get(store);
  for (const [key, other] of owners ?? []) if (other.deref() === owner) owners?.delete(key);
}
