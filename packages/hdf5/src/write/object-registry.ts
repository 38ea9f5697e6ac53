/**
 * The objects and links of a file that is being written, by their paths.
 *
 * @module
 */

import { ancestorsOf, type JsonObject, StorageError } from "@chunkwright/core";
import type { Datatype } from "../type/datatype.ts";
import type { DatasetWriter } from "./dataset-writer.ts";
import type { LinkTarget, SymbolicLink } from "./link-target.ts";
import { type GroupTree, type ObjectTree, objectAt } from "./object-tree.ts";
import type { PrintableDataset } from "./printable-dataset.ts";
import type { TypedAttribute } from "./value/typed-attribute.ts";

/** What has been created at a path. */
export type Created =
  | { readonly kind: "group"; readonly attributes: JsonObject }
  | { readonly kind: "array"; readonly writer: DatasetWriter }
  | { readonly kind: "values"; readonly dataset: PrintableDataset; readonly attributes: JsonObject }
  | { readonly kind: "datatype"; readonly datatype: Datatype }
  | { readonly kind: "link"; readonly target: LinkTarget };

/** A group whose children are being put together. */
interface GroupNode extends GroupTree {
  readonly children: Map<string, ObjectTree | SymbolicLink>;
}

/** Paths are normalised. */
export class ObjectRegistry {
  readonly #created = new Map<string, Created>();
  readonly #typed = new Map<string, Map<string, TypedAttribute>>();
  /** Paths that something is below. */
  readonly #parents = new Set<string>();

  /** Throws "exists" if something has been created at `path`, `RangeError` for what is in something else than a group. */
  add(path: string, created: Created): void {
    if (this.#created.has(path)) {
      throw new StorageError("exists", `Cannot create ${path || "the root group"}: it has been created`, {
        path,
      });
    }
    this.#checkParents(path);
    if (created.kind !== "group" && (path === "" || this.#parents.has(path))) {
      throw new RangeError(`Cannot create ${path}, ${NAMES[created.kind]}: it is a group already`);
    }
    this.#created.set(path, created);
  }

  has(path: string): boolean {
    return this.#created.has(path) || this.#parents.has(path);
  }

  dataset(path: string): DatasetWriter | undefined {
    const created = this.#created.get(path);
    return created?.kind === "array" ? created.writer : undefined;
  }

  /** The datatype that has been committed at `path`. */
  datatypeAt(path: string): Datatype | undefined {
    const created = this.#created.get(path);
    return created?.kind === "datatype" ? created.datatype : undefined;
  }

  /** All datasets whose chunks are written one by one. */
  *datasets(): IterableIterator<readonly [path: string, DatasetWriter]> {
    for (const [path, created] of this.#created) if (created.kind === "array") yield [path, created.writer];
  }

  /** Path of a dataset whose sink is open. */
  get openPath(): string | undefined {
    for (const [path, writer] of this.datasets()) if (!writer.sink.isClosed) return path;
    return undefined;
  }

  setAttribute(path: string, name: string, value: TypedAttribute): void {
    this.#checkParents(path);
    const attributes = this.#typed.get(path) ?? new Map<string, TypedAttribute>();
    this.#typed.set(path, attributes.set(name, value));
  }

  hasAttribute(path: string, name: string): boolean {
    return this.#typedOf(path).has(name);
  }

  /** All of them, groups that nobody created included. Throws `RangeError` for hard links that lead nowhere. */
  tree(): GroupTree {
    const groups = new Map<string, GroupNode>();
    const groupAt = (path: string): GroupNode => {
      const known = groups.get(path);
      if (known) return known;
      const created = this.#created.get(path);
      const json = created?.kind === "group" ? created.attributes : {};
      const group: GroupNode = { kind: "group", json, typed: this.#typedOf(path), children: new Map() };
      groups.set(path, group);
      link(path, group);
      return group;
    };
    const link = (path: string, child: ObjectTree | SymbolicLink): void => {
      if (path === "") return;
      const slash = path.lastIndexOf("/");
      groupAt(path.slice(0, Math.max(0, slash))).children.set(path.slice(slash + 1), child);
    };
    const root = groupAt("");
    const hardLinks = new Map<string, string>();
    for (const [path, created] of this.#created) {
      if (created.kind === "group") groupAt(path);
      else if (created.kind !== "link") link(path, this.#objectTree(path, created));
      else if (created.target.kind === "hard") hardLinks.set(path, created.target.path);
      else link(path, created.target);
    }
    for (const path of this.#typed.keys()) if (!this.#created.has(path)) groupAt(path);
    addHardLinks(root, hardLinks, link);
    return root;
  }

  #objectTree(path: string, created: Exclude<Created, { readonly kind: "group" | "link" }>): ObjectTree {
    const typed = this.#typedOf(path);
    switch (created.kind) {
      case "array": {
        const { attributes, unexpressedType } = created.writer.plan;
        return { kind: "array", dataset: created.writer, json: attributes, typed, unexpressedType };
      }
      case "values":
        return { kind: "array", dataset: created.dataset, json: created.attributes, typed };
      case "datatype":
        return { kind: "datatype", datatype: created.datatype, json: {}, typed };
    }
  }

  #typedOf(path: string): ReadonlyMap<string, TypedAttribute> {
    return this.#typed.get(path) ?? new Map<string, TypedAttribute>();
  }

  #checkParents(path: string): void {
    for (const parent of ancestorsOf(path)) {
      const created = this.#created.get(parent);
      if (created && created.kind !== "group") {
        throw new RangeError(`Cannot create ${path}: ${parent} is ${NAMES[created.kind]}`);
      }
      this.#parents.add(parent);
    }
  }
}

/** Hard links may lead through others: those that have what they lead to come first. */
function addHardLinks(
  root: GroupTree,
  links: Map<string, string>,
  link: (path: string, child: ObjectTree) => void,
): void {
  while (links.size > 0) {
    const found = [...links].flatMap(([path, target]) => {
      const object = objectAt(root, target);
      return object ? [[path, object] as const] : [];
    });
    const [[path, target] = []] = links;
    if (found.length === 0) throw new RangeError(`Cannot link ${path} to ${target}: nothing is there`);
    for (const [at, object] of found) {
      link(at, object);
      links.delete(at);
    }
  }
}

const NAMES: { readonly [kind in Created["kind"]]: string } = {
  group: "a group",
  array: "an array",
  values: "an array",
  datatype: "a datatype",
  link: "a link",
};
