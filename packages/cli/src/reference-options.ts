/**
 * Where references may lead, as options of all commands that open sources.
 *
 * @module
 */

import { Option } from "commander";

/** As commander gives them. */
export interface ReferenceOptions {
  readonly allowTargets?: readonly string[] | undefined;
}

export function allowTargetsOption(): Option {
  return new Option(
    "--allow-targets <place>",
    "a folder, or the start of a URL, that references may read from beside their own folder; may be repeated",
  ).argParser((text: string, others: readonly string[] = []) => [...others, text]);
}
