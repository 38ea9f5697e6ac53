/**
 * The JSON that tifffile writes as first ImageDescription: `{"shape": [3, 5, 61, 57], "axes": "TZYX"}`.
 *
 * @module
 */

import { isJsonObject, StorageError } from "@chunkwright/core";
import type { PagePlace } from "./page-stack.ts";

/** How pages nest: their counts along t, c and z, slowest axis first. */
export interface PageNesting {
  readonly counts: PagePlace;
  readonly order: readonly (keyof PagePlace)[];
}

/**
 * The nesting that a description gives to `pages` pages of `samples` samples. `undefined` if it is no such JSON, names
 * no axes, names others than t, c and z, or contradicts the number of pages. An axis c of three or four next to y and x,
 * which tifffile stores as colour samples, nests no pages. Throws "unsupported" for files that have one IFD for
 * many planes.
 */
export function describedNesting(
  description: string | undefined,
  pages: number,
  samples: number,
): PageNesting | undefined {
  const fields = parseFields(description);
  if (!fields) return undefined;
  const { shape, axes, truncated } = fields;
  if (truncated === true) {
    throw new StorageError("unsupported", "Cannot open TIFF: its description says that planes have no IFDs", {
      format: "tiff",
      feature: "planes without IFDs",
    });
  }
  if (typeof axes !== "string" || !Array.isArray(shape) || shape.length !== axes.length) return undefined;
  const lengths = new Map<string, number>();
  for (const [i, axis] of [...axes.toLowerCase()].entries()) {
    if (lengths.has(axis) || !"tczyxs".includes(axis)) return undefined;
    lengths.set(axis, Number(shape[i]));
  }
  const order = [...lengths.keys()].filter((axis) => axis === "t" || axis === "c" || axis === "z");
  const areSamples = samples > 1 && order.at(-1) === "c" && lengths.get("c") === samples;
  const counts = {
    t: lengths.get("t") ?? 1,
    c: areSamples ? 1 : (lengths.get("c") ?? 1),
    z: lengths.get("z") ?? 1,
  };
  return counts.t * counts.c * counts.z === pages ? { counts, order } : undefined;
}

/** Number of a page, counted as pages nest. */
export function pageNumber({ counts, order }: PageNesting, place: PagePlace): number {
  return order.reduce((number, axis) => number * counts[axis] + place[axis], 0);
}

function parseFields(description = ""): { readonly [key: string]: unknown } | undefined {
  if (!description.startsWith('{"shape":')) return undefined;
  try {
    const fields: unknown = JSON.parse(description);
    return isJsonObject(fields) ? fields : undefined;
  } catch {
    return undefined;
  }
}
