/**
 * Conversion for programs: what `chunkwright convert` does, without a terminal.
 *
 * @module
 */

import { type CopyReport, type DownsampleMethod, planSize } from "@chunkwright/convert";
import type { CallOptions, ChunkCoder, Shape } from "@chunkwright/core";
import { openSource } from "./open-source.ts";
import { parsePart } from "./part/part-options.ts";
import { selectPart } from "./part/select-part.ts";
import { isRemote } from "./place/location.ts";
import { chooseTarget } from "./targets/choose-target.ts";
import type { PlannedArray, TargetOptions } from "./targets/target.ts";
import { writeTarget } from "./targets/write-target.ts";

/** The command's options of the same names, with the same defaults. */
export interface ConvertOptions extends CallOptions {
  /**
   * Format of the target, if its name does not tell it: "zarr", "zip", "n5", "hdf5", "ims", "bdv", "tiff", "imagej".
   */
  readonly format?: string | undefined;
  readonly zarrVersion?: 2 | 3 | undefined;
  /** Lengths along the last axes. */
  readonly chunk?: Shape | undefined;
  readonly shard?: Shape | "none" | undefined;
  /** "auto", "keep", "none", or a codec such as "zstd:3" or "blosc:lz4:5:shuffle". */
  readonly compression?: string | undefined;
  readonly levels?: number | undefined;
  readonly downsample?: DownsampleMethod | undefined;
  readonly pyramid?: "subifds" | "chained" | undefined;
  readonly samples?: "chunky" | "planar" | undefined;
  /** Convert only one image: its number, name or path, or the path of an array. */
  readonly image?: number | string | undefined;
  /** A part of each image, by axis: `{ c: "0,2", z: "10:20" }`. */
  readonly select?: { readonly [axis: string]: string } | undefined;
  /** False: the images of a plate one after the other, without wells. */
  readonly hcs?: boolean | undefined;
  readonly overwrite?: boolean | undefined;
  /** Folders and URLs below which references may read, beside what lies around them. */
  readonly allowTargets?: readonly string[] | undefined;
  /** Decodes and encodes chunks; in this thread by default. A pool of `@chunkwright/workers` uses all processors. */
  readonly coder?: ChunkCoder | undefined;
  /** Chunks, or boxes of small ones, in flight at a time; 4 by default. Two more than a pool has workers keep all busy. */
  readonly concurrency?: number | undefined;
  /** Called with a sentence for each thing that has no place in the target, and the like. */
  readonly onWarning?: ((message: string) => void) | undefined;
  /** Called with the number of decoded bytes that are done, and their total. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** An array of the target, and how its chunks came about. */
export type ConvertedArray = PlannedArray & CopyReport;

/**
 * Writes `source` to `target`, whole or not at all; both are a path or `s3://bucket/key`, the source also a URL.
 * Rejects with a `StorageError`, "exists" if there is a target that `overwrite` does not cover, and with a
 * `UsageError` for options that make no sense.
 */
export async function convert(
  source: string,
  target: string,
  options: ConvertOptions = {},
): Promise<readonly ConvertedArray[]> {
  const { signal = new AbortController().signal, coder, concurrency, onWarning, onProgress } = options;
  const { allowTargets } = options;
  const { kind, plan } = await chooseTarget(target, onCommandLine(options));
  const part = parsePart({
    hcs: options.hcs,
    image: options.image?.toString(),
    select: Object.entries(options.select ?? {}).map(([axis, positions]) => `${axis}=${positions}`),
  });
  const opened = await openSource(source, { signal, coder, allowTargets });
  try {
    const warn = (message: string) => onWarning?.(message);
    const host = { signal, coder, concurrency, warn, isRemote: isRemote(source) || isRemote(target) };
    const job = await plan(selectPart(opened, part, { warn }), host);
    const total = planSize(job.arrays).byteLength;
    let done = 0;
    const reports = await writeTarget(job, {
      source: opened,
      target,
      kind,
      overwrite: options.overwrite ?? false,
      signal,
      onChunk(byteLength) {
        done = Math.min(total, done + byteLength);
        onProgress?.(done, total);
      },
    });
    return job.arrays.map((array, i) => ({ ...array, ...reports[i]! }));
  } finally {
    await opened.close();
  }
}

function onCommandLine({
  format,
  zarrVersion,
  chunk,
  shard,
  levels,
  ...rest
}: ConvertOptions): TargetOptions {
  const { compression, downsample, pyramid, samples, overwrite } = rest;
  return {
    format,
    zarrVersion: zarrVersion?.toString(),
    chunk: chunk?.toString(),
    shard: shard?.toString(),
    levels: levels?.toString(),
    compression,
    downsample,
    pyramid,
    samples,
    overwrite,
  };
}
