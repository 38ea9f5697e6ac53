/**
 * Results of the latency benchmark, as figures and as a table.
 *
 * @module
 */

import type { Figure } from "../measure/figure.ts";
import { median, p95 } from "../measure/statistics.ts";
import { formatNumber, formatTable } from "../measure/table.ts";
import type { LatencyCase } from "./latency-rivals.ts";
import type { LatencyScene } from "./latency-scene.ts";
import { PHASES, type Phase, type Visit } from "./latency-visit.ts";

/** Milliseconds of a round trip. */
export const DELAYS: readonly number[] = [0, 10, 50];

/** The chunks that a subject has read of an image in a format, so far away. */
export interface LatencyResult {
  readonly format: LatencyCase;
  readonly subject: string;
  readonly delay: number;
  readonly visits: readonly Visit[];
}

const METRICS = { ms: "ms", requests: "requests", kib: "KiB" } as const;

/** Median and 95th percentile of each phase and metric. */
export function latencyFigures(
  { name }: LatencyScene,
  { format, subject, delay, visits }: LatencyResult,
): readonly Figure[] {
  return PHASES.flatMap((phase) => {
    const some = visits.filter((visited) => visited.phase === phase);
    if (some.length === 0) return [];
    return (["ms", "requests", "kib"] as const).map((metric) => {
      const values = some.map((visited) => visited[metric]);
      return {
        bench: "latency",
        case: `${name} ${format}, ${phase}, ${delay} ms away`,
        subject,
        metric: metric === "ms" ? "wall" : METRICS[metric],
        unit: METRICS[metric],
        median: median(values),
        p95: p95(values),
        n: values.length,
      };
    });
  });
}

/** A line for each format and subject; times at each distance. */
export function latencyTable(results: readonly LatencyResult[]): string {
  const lines = new Map<string, LatencyResult[]>();
  for (const result of results) {
    const key = `${result.format} ${result.subject}`;
    lines.set(key, [...(lines.get(key) ?? []), result]);
  }
  const rows = [...lines.values()].map((some) => {
    const cell = (metric: keyof typeof METRICS, phase: Phase, delay?: number): string => {
      const visits = some.filter((result) => delay === undefined || result.delay === delay);
      const values = visits.flatMap((result) => result.visits).filter((visited) => visited.phase === phase);
      return values.length === 0 ? "" : formatNumber(median(values.map((visited) => visited[metric])));
    };
    const times = (phase: Phase) => DELAYS.map((delay) => cell("ms", phase, delay));
    return [
      some[0]!.format,
      some[0]!.subject,
      ...(["first chunk", "each chunk"] as const).flatMap((phase) => [
        cell("requests", phase),
        cell("kib", phase),
        ...times(phase),
      ]),
      ...times("16 in flight"),
    ];
  });
  const times = DELAYS.map((delay) => `${delay} ms`);
  const columns = [
    "first: req",
    "KiB",
    ...times,
    "each: req",
    "KiB",
    ...times,
    `16: ${times[0]}`,
    ...times.slice(1),
  ];
  return formatTable(["format", "subject", ...columns], rows);
}
