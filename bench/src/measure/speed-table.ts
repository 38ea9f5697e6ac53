/**
 * The table of benchmarks that read: speed by CPU and by wall time, and how ours compares.
 *
 * @module
 */

import type { Measured } from "./sample.ts";
import { median } from "./statistics.ts";
import { formatNumber, formatRatio, formatTable } from "./table.ts";

export interface SpeedCase {
  readonly name: string;
  /** What one sample reads. */
  readonly byteLength: number;
  /** Ours first. */
  readonly results: readonly Measured[];
}

export function speedTable(cases: readonly SpeedCase[]): string {
  const rows = cases.flatMap(({ name, byteLength, results }) =>
    results.map((result, i) => [
      name,
      result.name,
      ...(["cpu", "wall"] as const).flatMap((metric) => {
        const milliseconds = middle(result, metric);
        const ratio = i === 0 ? "" : formatRatio(milliseconds / middle(results[0]!, metric));
        return [formatNumber(milliseconds), formatNumber(byteLength / 1000 / milliseconds), ratio];
      }),
    ]),
  );
  const columns = ["case", "subject", "CPU ms", "MB/CPU s", "ours", "wall ms", "MB/s", "ours"];
  return `"ours" is how many times as fast chunkwright is\n\n${formatTable(columns, rows)}`;
}

function middle({ samples }: Measured, metric: "wall" | "cpu"): number {
  return median(samples.map((sample) => sample[metric]));
}
