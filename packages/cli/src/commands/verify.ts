/**
 * `chunkwright verify A B`: exit code 1 if they differ, with what and where.
 *
 * @module
 */

import type { Comparison } from "../compare/compare-images.ts";
import { compareSources } from "../compare/compare-sources.ts";
import { openSource } from "../open-source.ts";
import type { OpenedSource } from "../opened-source.ts";
import { type PartOptions, parsePart } from "../part/part-options.ts";
import { selectPart } from "../part/select-part.ts";
import { isRemote } from "../place/location.ts";
import type { ReferenceOptions } from "../reference-options.ts";
import { EXIT_FAILED, EXIT_OK } from "../terminal/exit-code.ts";
import { type Progress, type ProgressMode, startProgress } from "../terminal/progress.ts";
import { formatCount } from "../terminal/quantity.ts";
import type { Terminal } from "../terminal/terminal.ts";

export interface VerifyOptions extends PartOptions, ReferenceOptions {
  readonly json?: boolean | undefined;
  readonly quiet?: boolean | undefined;
  readonly progress?: ProgressMode | undefined;
}

export async function verify(
  a: string,
  b: string,
  options: VerifyOptions,
  terminal: Terminal,
): Promise<number> {
  const part = parsePart(options);
  const opened: OpenedSource[] = [];
  let progress: Progress | undefined;
  try {
    const { allowTargets } = options;
    for (const location of [a, b]) opened.push(await openSource(location, { ...terminal, allowTargets }));
    const [left, right] = opened as [OpenedSource, OpenedSource];
    const comparison = await compareSources(selectPart(left, part, { warn: () => {} }), right, {
      signal: terminal.signal,
      isRemote: isRemote(a) || isRemote(b),
      onStart(totalBytes) {
        const mode = options.quiet ? "none" : (options.progress ?? "auto");
        progress = startProgress(terminal, mode, "Comparing", totalBytes);
      },
      onChunk: (byteLength) => progress?.advance(byteLength),
    });
    progress?.end();
    print(a, b, comparison, options, terminal);
    return comparison.differences.length === 0 ? EXIT_OK : EXIT_FAILED;
  } catch (error) {
    progress?.end();
    throw error;
  } finally {
    await Promise.all(opened.map((source) => source.close()));
  }
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
