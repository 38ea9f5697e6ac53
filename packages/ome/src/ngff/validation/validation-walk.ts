/**
 * What checks of a stored hierarchy need of the walk through it, and lenient access to its metadata.
 *
 * @module
 */

import { type ChunkSource, type Group, isJsonObject, type Json, type JsonObject } from "@chunkwright/core";
import type { Checker } from "./checker.ts";
import type { NgffFinding } from "./ngff-rules.ts";

/** A walk along the paths that metadata name: each group is checked once, however it is reached. */
export interface ValidationWalk {
  readonly findings: NgffFinding[];
  /** Arrays of images so far. */
  arrays: number;
  /** Checks the group and everything that it refers to. Resolves with whether it has OME-NGFF metadata. */
  visit(group: Group, path: string): Promise<boolean>;
  /** The node at `path` of the group; `undefined`, and a finding, if it is broken: checking goes on. */
  open(group: Group, path: string, check: Checker): Promise<Group | ChunkSource | undefined>;
}

/** The metadata of a group, wherever its version keeps it. */
export function membersOf(node: Group | ChunkSource | undefined): JsonObject | undefined {
  if (node?.kind !== "group") return undefined;
  return isJsonObject(node.attributes.ome) ? node.attributes.ome : node.attributes;
}

/** The objects of a list; the checks of documents report anything else in it. */
export function objectsOf(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

/** The strings of a list, likewise. */
export function textsOf(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((item: Json) => typeof item === "string") : [];
}
