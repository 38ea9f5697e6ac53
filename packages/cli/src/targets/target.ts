/**
 * What `convert` can write: a format parses its options into a `Target`, and a conversion into it is a `Job`.
 *
 * @module
 */

import type { CopyReport } from "@chunkwright/convert";
import type { ArrayInfo } from "@chunkwright/core";
import type { UnreadPage } from "@chunkwright/ome";
import type { Host } from "../host.ts";
import type { OpenedSource } from "../opened-source.ts";

/** As commander gives them; each format checks those that it knows. */
export interface TargetOptions {
  readonly format?: string | undefined;
  readonly zarrVersion?: string | undefined;
  readonly chunk?: string | undefined;
  readonly shard?: string | undefined;
  readonly compression?: string | undefined;
  readonly levels?: string | undefined;
  readonly downsample?: string | undefined;
  readonly overwrite?: boolean | undefined;
  readonly pyramid?: string | undefined;
  readonly samples?: string | undefined;
}

/** Options that some formats have no use for. */
export type LayoutOption = Exclude<keyof TargetOptions, "format" | "overwrite">;

/** Throws `UsageError` for options that make no sense in the format. Nothing is opened. */
export type ParseTarget = (target: string, options: TargetOptions) => Target;

/** A target with its options parsed. */
export interface Target {
  /** What appears at the target's path. */
  readonly kind: "directory" | "file";
  plan(source: OpenedSource, host: Host): Promise<Job>;
}

/** An array of the target and where its chunks come from. */
export interface PlannedArray {
  readonly path: string;
  readonly info: ArrayInfo;
  readonly origin: "source" | "generated";
}

/** A conversion that has been planned and can be carried out. */
export interface Job {
  readonly arrays: readonly PlannedArray[];
  /** Parts of the source that are left out because they cannot be read, beside those that its images name. */
  readonly unread?: readonly UnreadPage[];
  /** Writes everything to `workingPath`, which is a directory or names a file to be made, as `Target.kind` says. */
  run(workingPath: string, onChunk: (byteLength: number) => void): Promise<readonly CopyReport[]>;
}
