/**
 * The groups and datasets of a file that is being written, by their paths.
 *
 * @module
 */

import { ancestorsOf, type JsonObject, StorageError } from "@chunkwright/core";
import type { DatasetWriter } from "./dataset-writer.ts";
import type { DatasetTree, GroupTree, ObjectTree } from "./print-objects.ts";
import type { TypedAttribute } from "./typed-attribute.ts";

/** A group whose children are being put together. */
interface GroupNode extends GroupTree {
  readonly children: Map<string, ObjectTree>;
}

/** Paths are normalised. */
export class ObjectRegistry {
  readonly #groups = new Map<string, JsonObject>();
  readonly #datasets = new Map<string, DatasetWriter>();
  readonly #typed = new Map<string, Map<string, TypedAttribute>>();
  /** Paths that something is below. */
  readonly #parents = new Set<string>();

  addGroup(path: string, attributes: JsonObject): void {
    this.#claim(path);
    this.#groups.set(path, attributes);
  }

  addDataset(path: string, writer: DatasetWriter): void {
    this.#claim(path);
    if (this.#parents.has(path)) throw new RangeError(`Cannot create array ${path}: it is a group already`);
    this.#datasets.set(path, writer);
  }

  dataset(path: string): DatasetWriter | undefined {
    return this.#datasets.get(path);
  }

  /** Path of a dataset whose sink is open. */
  get openPath(): string | undefined {
    for (const [path, writer] of this.#datasets) if (!writer.sink.isClosed) return path;
    return undefined;
  }

  setAttribute(path: string, name: string, value: TypedAttribute): void {
    this.#checkParents(path);
    const attributes = this.#typed.get(path) ?? new Map<string, TypedAttribute>();
    this.#typed.set(path, attributes.set(name, value));
  }

  /** All of them, groups that nobody created included. */
  tree(): GroupTree {
    const groups = new Map<string, GroupNode>();
    const groupAt = (path: string): GroupNode => {
      const known = groups.get(path);
      if (known) return known;
      const json = this.#groups.get(path) ?? {};
      const group: GroupNode = { kind: "group", json, typed: this.#typedOf(path), children: new Map() };
      groups.set(path, group);
      link(path, group);
      return group;
    };
    const link = (path: string, child: ObjectTree): void => {
      if (path === "") return;
      const slash = path.lastIndexOf("/");
      groupAt(path.slice(0, Math.max(0, slash))).children.set(path.slice(slash + 1), child);
    };
    const root = groupAt("");
    for (const path of this.#groups.keys()) groupAt(path);
    for (const path of this.#typed.keys()) if (!this.#datasets.has(path)) groupAt(path);
    for (const [path, writer] of this.#datasets) link(path, this.#datasetTree(path, writer));
    return root;
  }

  #datasetTree(path: string, writer: DatasetWriter): DatasetTree {
    const { attributes, untoldType } = writer.plan;
    return { kind: "array", writer, json: attributes, typed: this.#typedOf(path), untoldType };
  }

  #typedOf(path: string): ReadonlyMap<string, TypedAttribute> {
    return this.#typed.get(path) ?? new Map<string, TypedAttribute>();
  }

  #claim(path: string): void {
    if (this.#groups.has(path) || this.#datasets.has(path)) {
      throw new StorageError("exists", `Cannot create ${path || "the root group"}: it has been created`, {
        path,
      });
    }
    this.#checkParents(path);
  }

  #checkParents(path: string): void {
    for (const parent of ancestorsOf(path)) {
      if (this.#datasets.has(parent)) throw new RangeError(`Cannot create ${path}: ${parent} is an array`);
      this.#parents.add(parent);
    }
  }
}
