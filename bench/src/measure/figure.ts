/**
 * What a benchmark found, as it is printed and written.
 *
 * @module
 */

import type { Measured, Sample } from "./sample.ts";
import { median, p95 } from "./statistics.ts";

/** One line of a result file. */
export interface Figure {
  readonly bench: string;
  readonly case: string;
  /** `chunkwright` or the rival's name and version. */
  readonly subject: string;
  readonly metric: string;
  readonly unit: string;
  readonly median: number;
  readonly p95: number;
  readonly n: number;
}

/** Our own name among the subjects. */
export const OURS = "chunkwright";

const UNITS = { wall: "ms", cpu: "ms", rss: "MiB", blocked: "ms" } as const;

/** A figure for each member that the samples of a subject have. */
export function figuresOf(
  bench: string,
  name: string,
  { name: subject, samples }: Measured,
): readonly Figure[] {
  return (["wall", "cpu", "rss", "blocked"] as const).flatMap((metric) => {
    const values = samples.flatMap((sample: Sample) => sample[metric] ?? []);
    if (values.length === 0) return [];
    const unit = UNITS[metric];
    return [
      {
        bench,
        case: name,
        subject,
        metric,
        unit,
        median: median(values),
        p95: p95(values),
        n: values.length,
      },
    ];
  });
}

/** A figure that was not sampled: a size, a mean over cases. */
export function singleFigure(figure: Omit<Figure, "median" | "p95" | "n">, value: number): Figure {
  return { ...figure, median: value, p95: value, n: 1 };
}
