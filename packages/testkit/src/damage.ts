/**
 * Damaged copies of files and documents: a reader must decode them or reject with a `StorageError`.
 *
 * @module
 */

import { type Bytes, isJsonObject, type Json, jsonMembers } from "@chunkwright/core";
import type { SeededRandom } from "./seeded-random.ts";

/** Bytes that make counts and offsets extreme. */
const EDGES = [0, 1, 127, 128, 255];

/** A copy with one to three bytes changed. */
export function damagedBytes(bytes: Bytes, random: SeededRandom): Bytes {
  const damaged = bytes.slice();
  for (let count = 1 + random.below(3); count > 0; count -= 1) {
    const value = random.below(2) ? random.below(256) : EDGES[random.below(EDGES.length)]!;
    damaged[random.below(bytes.length)] = value;
  }
  return damaged;
}

/** A copy in which one value, at any depth, is replaced by one of `odd` or removed. */
export function damagedJson(value: Json, odd: readonly Json[], random: SeededRandom): Json {
  const isList = Array.isArray(value);
  const members: [string, Json][] = isJsonObject(value)
    ? jsonMembers(value)
    : isList
      ? Object.entries(value)
      : [];
  if (members.length === 0 || random.below(4) === 0) return odd[random.below(odd.length)]!;
  const chosen = random.below(members.length);
  const isGone = random.below(6) === 0;
  const left = members.flatMap(([key, member], i): [string, Json][] => {
    if (i !== chosen) return [[key, member]];
    return isGone ? [] : [[key, damagedJson(member, odd, random)]];
  });
  return isList ? left.map(([, member]) => member) : Object.fromEntries(left);
}
