/**
 * Keeping targets out of their sources: replacing a source by its own copy, or writing inside it, would lose data.
 *
 * @module
 */

import { realpath } from "node:fs/promises";
import { dirname, join, resolve, sep } from "node:path";
import { StorageError } from "@chunkwright/core";
import { type Location, parseLocation } from "./location.ts";

/** A source, and what else of it would be lost. */
export interface Origin {
  /** As on the command line. */
  readonly location: string;
  /** Names of files and directories next to it that belong to it. */
  readonly beside?: Iterable<string> | undefined;
}

/**
 * Rejects with "exists" if `target`, as on the command line, is the source or belongs to it, lies inside it, or has it
 * inside.
 */
export async function checkApart({ location, beside = [] }: Origin, target: string): Promise<void> {
  const origin = parseLocation(location);
  await checkPlace("the source", origin, target);
  for (const name of beside) await checkPlace("a part of the source", placeBeside(origin, name), target);
}

function placeBeside(location: Location, name: string): Location {
  switch (location.kind) {
    case "path":
      return { kind: "path", path: join(dirname(location.path), name) };
    case "s3":
      return { ...location, key: location.key.replace(/[^/]*$/, name) };
    case "url":
      return location;
  }
}

/** `what` says what is at `origin`. */
async function checkPlace(what: string, origin: Location, target: string): Promise<void> {
  const destination = parseLocation(target);
  if (origin.kind === "s3" && destination.kind === "s3") {
    const [from, to] = [origin, destination].map(({ bucket, key }) => `${bucket}/${key}/`);
    refuseOverlap(what, from ?? "", to ?? "", target);
  }
  if (origin.kind !== "path" || destination.kind !== "path") return;
  const [from, to] = await Promise.all([origin.path, destination.path].map(realPath));
  refuseOverlap(what, join(from ?? "", sep), join(to ?? "", sep), target);
}

/** Without links; of what does not exist, such as a pattern of several files, as far as it does. */
async function realPath(path: string): Promise<string> {
  const whole = resolve(path);
  const parent = dirname(whole);
  return realpath(whole).catch(async () =>
    parent === whole ? whole : join(await realPath(parent), whole.slice(parent.length)),
  );
}

/** Both places end in a separator. */
function refuseOverlap(what: string, source: string, target: string, named: string): void {
  const isInside = target.startsWith(source);
  if (!isInside && !source.startsWith(target)) return;
  const fact =
    source === target ? `it is ${what}` : isInside ? `it lies inside ${what}` : `${what} lies inside it`;
  throw new StorageError("exists", `Cannot write ${named}: ${fact}`, { path: named });
}
