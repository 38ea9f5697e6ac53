/**
 * All objects of a file that is to be written, and the links between them.
 *
 * @module
 */

import type { Datatype } from "../type/datatype.ts";
import type { SymbolicLink } from "./link-target.ts";
import type { ObjectAttributes } from "./print/print-attributes.ts";
import type { PrintableDataset } from "./printable-dataset.ts";

/** An object may be in several groups, and in itself. */
export type ObjectTree = GroupTree | DatasetTree | DatatypeTree;

export interface GroupTree extends ObjectAttributes {
  readonly kind: "group";
  readonly children: ReadonlyMap<string, ObjectTree | SymbolicLink>;
}

export interface DatasetTree extends ObjectAttributes {
  readonly kind: "array";
  readonly dataset: PrintableDataset;
}

/** A committed datatype. */
export interface DatatypeTree extends ObjectAttributes {
  readonly kind: "datatype";
  readonly datatype: Datatype;
}

export function isSymbolic(child: ObjectTree | SymbolicLink): child is SymbolicLink {
  return child.kind === "soft" || child.kind === "external";
}

/** `undefined` if no hard links lead to an object at `path`. */
export function objectAt(root: GroupTree, path: string): ObjectTree | undefined {
  let at: ObjectTree = root;
  for (const name of path.split("/")) {
    if (name === "") continue;
    const child: ObjectTree | SymbolicLink | undefined =
      at.kind === "group" ? at.children.get(name) : undefined;
    if (!child || isSymbolic(child)) return undefined;
    at = child;
  }
  return at;
}
