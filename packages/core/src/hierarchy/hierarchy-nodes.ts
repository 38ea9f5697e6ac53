/**
 * The groups and arrays of a hierarchy while it is written.
 *
 * @module
 */

import { StorageError } from "../storage-error.ts";
import type { JsonObject } from "../types.ts";
import { ancestorsOf, pathDepth } from "./node-path.ts";

/** Groups and arrays by their normalised paths, each created once, none below an array. */
export class HierarchyNodes<A> {
  readonly #groups = new Map<string, JsonObject>();
  readonly #arrays = new Map<string, A>();
  /** Groups that contain nodes, whether created explicitly or not. */
  readonly #parents = new Set<string>();

  get arrays(): ReadonlyMap<string, A> {
    return this.#arrays;
  }

  addGroup(path: string, attributes: JsonObject): void {
    this.#claim(path);
    this.#groups.set(path, attributes);
  }

  addArray(path: string, array: A): void {
    if (this.#parents.has(path)) {
      throw new RangeError(`Cannot create array ${path || "at the root"}: there are nodes below it`);
    }
    this.#claim(path);
    this.#arrays.set(path, array);
  }

  /** All groups, implied parents included, with their attributes; deeper ones first, the root last. */
  groups(): readonly (readonly [path: string, attributes: JsonObject])[] {
    const paths = new Set([...(this.#arrays.has("") ? [] : [""]), ...this.#groups.keys(), ...this.#parents]);
    return [...paths]
      .sort((a, b) => pathDepth(b) - pathDepth(a))
      .map((path) => [path, this.#groups.get(path) ?? {}] as const);
  }

  #claim(path: string): void {
    if (this.#groups.has(path) || this.#arrays.has(path)) {
      throw new StorageError("exists", `Cannot create ${path || "the root group"}: it has been created`, {
        path,
      });
    }
    const parents = ancestorsOf(path);
    const array = parents.find((parent) => this.#arrays.has(parent));
    if (array !== undefined)
      throw new RangeError(`Cannot create ${path}: ${array || "the root"} is an array`);
    for (const parent of parents) this.#parents.add(parent);
  }
}
