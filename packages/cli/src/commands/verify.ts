/**
 * `chunkwright verify A B`: exit code 1 if they differ, with what and where.
 *
 * @module
 */

import { compareArrays } from "@chunkwright/convert";
import { type CallOptions, type ChunkSource, elementCount, nominalByteSize } from "@chunkwright/core";
import type { ImageCollection } from "@chunkwright/ome";
import { areImagesInPlace } from "../are-images-in-place.ts";
import { compareHierarchies } from "../compare-hierarchies.ts";
import { type Comparison, compareImages, type Difference, describeDifference } from "../compare-images.ts";
import { EXIT_FAILED, EXIT_OK } from "../exit-code.ts";
import { openSource } from "../open-source.ts";
import type { OpenedSource } from "../opened-source.ts";
import { type ProgressMode, startProgress } from "../progress.ts";
import { formatCount } from "../quantity.ts";
import type { Terminal } from "../terminal.ts";

export interface VerifyOptions {
  readonly json?: boolean | undefined;
  readonly quiet?: boolean | undefined;
  readonly progress?: ProgressMode | undefined;
}

/**
 * Two hierarchies are compared whole, unless only one of them describes its images in a way that other formats do not
 * know; else images where both sides have them, else arrays by path.
 */
export async function verify(
  a: string,
  b: string,
  options: VerifyOptions,
  terminal: Terminal,
): Promise<number> {
  const opened: OpenedSource[] = [];
  try {
    const left = await open(a);
    const right = await open(b);
    const comparison = await compare(left, right);
    print(a, b, comparison, options, terminal);
    return comparison.differences.length === 0 ? EXIT_OK : EXIT_FAILED;
  } finally {
    await Promise.all(opened.map((source) => source.close()));
  }

  async function compare(left: OpenedSource, right: OpenedSource): Promise<Comparison> {
    const { signal } = terminal;
    const [a, b] = [await areImagesInPlace(left, terminal), await areImagesInPlace(right, terminal)];
    // Dialects lay out the same images each in their own way.
    const showAlike = a === b && (a || left.format === right.format);
    if (left.root && right.root && showAlike) {
      const [one, other] = [left.root, right.root];
      return withProgress(await arrayBytes(left, terminal), (onChunk) =>
        compareHierarchies(one, other, { signal, onChunk }),
      );
    }
    const [leftImages, rightImages] = [await left.images(terminal), await right.images(terminal)];
    if (!leftImages || !rightImages) return compareByPath(left, right, terminal);
    return withProgress(imageBytes(leftImages), (onChunk) =>
      compareImages(leftImages, rightImages, { signal, onChunk }),
    );
  }

  async function open(location: string): Promise<OpenedSource> {
    const source = await openSource(location, terminal);
    opened.push(source);
    return source;
  }

  async function withProgress<T>(
    totalBytes: number,
    work: (onChunk: (byteLength: number) => void) => Promise<T>,
  ): Promise<T> {
    const progress = startProgress(
      terminal,
      options.quiet ? "none" : (options.progress ?? "auto"),
      "Comparing",
      totalBytes,
    );
    try {
      return await work((byteLength) => progress.advance(byteLength));
    } finally {
      progress.end();
    }
  }
}

async function compareByPath(a: OpenedSource, b: OpenedSource, options: CallOptions): Promise<Comparison> {
  const [left, right] = [await arraysByPath(a, options), await arraysByPath(b, options)];
  const differences: Difference[] = [];
  let compared = 0;
  for (const path of [...new Set([...left.keys(), ...right.keys()])].sort()) {
    const where = `array ${path || "."}`;
    const [x, y] = [left.get(path), right.get(path)];
    if (!x || !y) {
      differences.push({ where, what: "array", a: x ? "present" : "absent", b: y ? "present" : "absent" });
      continue;
    }
    compared += 1;
    const found = await compareArrays(x, y, { signal: options.signal });
    if (found) differences.push(describeDifference(where, found));
  }
  return { differences, notes: [], compared };
}

async function arraysByPath(source: OpenedSource, options: CallOptions): Promise<Map<string, ChunkSource>> {
  const arrays = new Map<string, ChunkSource>();
  for await (const found of source.arrays(options)) {
    if ("error" in found) throw found.error;
    arrays.set(found.path, found.source);
  }
  return arrays;
}

async function arrayBytes(source: OpenedSource, options: CallOptions): Promise<number> {
  let sum = 0;
  for await (const found of source.arrays(options)) {
    if ("source" in found)
      sum += elementCount(found.source.info.shape) * nominalByteSize(found.source.info.dataType);
  }
  return sum;
}

function imageBytes({ images }: ImageCollection): number {
  return images
    .flatMap(({ levels }) => levels)
    .reduce(
      (sum, { source: { info } }) => sum + elementCount(info.shape) * nominalByteSize(info.dataType),
      0,
    );
}

function print(
  a: string,
  b: string,
  { differences, notes, compared }: Comparison,
  { json, quiet }: VerifyOptions,
  terminal: Terminal,
): void {
  const equal = differences.length === 0;
  if (json) {
    terminal.out(`${JSON.stringify({ a, b, equal, compared, differences, notes })}\n`);
    return;
  }
  for (const { where, what, a: left, b: right } of differences) {
    terminal.out(`${where}: ${what}: ${left} in A, ${right} in B\n`);
  }
  if (quiet) return;
  for (const note of notes) terminal.err(`${note}\n`);
  terminal.err(
    equal
      ? `Equal: ${formatCount(compared, "array")} compared element by element, metadata field by field\n`
      : `Different: ${formatCount(differences.length, "difference")} in ${formatCount(compared, "compared array")}\n`,
  );
}
