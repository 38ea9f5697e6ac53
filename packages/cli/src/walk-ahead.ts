/**
 * The nodes of a hierarchy one after another, while those that follow are being opened: from a server, each takes a
 * round trip.
 *
 * @module
 */

import { type CallOptions, type ChunkSource, type Group, joinPath } from "@chunkwright/core";
import { sortedNames } from "./sorted-names.ts";

/** A node, or why it, or what a group holds, cannot be had. */
export type WalkedNode =
  | { readonly path: string; readonly node: Group | ChunkSource }
  | { readonly path: string; readonly failed: "open" | "list"; readonly error: unknown };

/** Nodes that are opened at a time. */
const IN_FLIGHT = 32;

/** How far ahead of the node that is walked to nodes are opened. */
const AHEAD = 256;

/** A node that the walk has not come to, in a list of those in the order of the walk. */
interface Step {
  readonly path: string;
  /** `undefined` where nothing is stored under a name. */
  readonly open: () => Promise<Group | ChunkSource | undefined>;
  /** Filled in as the node is opened, all at once. */
  opened?: Promise<readonly WalkedNode[]>;
  next: Step | undefined;
}

/**
 * `root` and all below it, groups before what they hold, by name. A group whose content cannot be listed is followed by
 * the failure; one without `list` is taken as it is.
 */
export async function* walkAhead(
  root: Group | ChunkSource,
  options: CallOptions = {},
  path = "",
): AsyncGenerator<WalkedNode> {
  let isOver = false;
  let inFlight = 0;
  let head: Step | undefined = { path, open: async () => root, next: undefined };

  async function openStep(step: Step): Promise<readonly WalkedNode[]> {
    inFlight += 1;
    try {
      const node = await step.open();
      if (!node) return [];
      if (node.kind === "array" || !node.list) return [{ path: step.path, node }];
      const walked = { path: step.path, node };
      try {
        linkChildren(step, node, await sortedNames(node.list(options)), options);
        return [walked];
      } catch (error) {
        return [walked, { path: step.path, failed: "list", error }];
      }
    } catch (error) {
      return [{ path: step.path, failed: "open", error }];
    } finally {
      inFlight -= 1;
      openAhead();
    }
  }

  function openAhead(): void {
    let step = head;
    for (let i = 0; step && i < AHEAD && inFlight < IN_FLIGHT && !isOver; i += 1, step = step.next) {
      step.opened ??= openStep(step);
    }
  }

  try {
    while (head) {
      head.opened ??= openStep(head);
      openAhead();
      yield* await head.opened;
      head = head.next;
    }
  } finally {
    isOver = true;
  }
}

function linkChildren(step: Step, group: Group, names: readonly string[], options: CallOptions): void {
  for (const name of names.toReversed()) {
    const open = () => group.open(name, options);
    step.next = { path: joinPath(step.path, name), open, next: step.next };
  }
}
