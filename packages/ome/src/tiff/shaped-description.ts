/**
 * The JSON that tifffile writes as first ImageDescription: `{"shape": [3, 5, 61, 57], "axes": "TZYX"}`.
 *
 * @module
 */

import { elementCount, isJsonObject, jsonEquals, type Shape, StorageError } from "@chunkwright/core";
import type { PagePlace } from "./page-stack.ts";

/** How pages nest: their counts along t, c and z, slowest axis first. */
export interface PageNesting {
  readonly counts: PagePlace;
  readonly order: readonly (keyof PagePlace)[];
  /** One IFD stands for all pages, which lie behind its own. */
  readonly isStacked?: boolean;
}

/**
 * The nesting that a description gives to `pages` pages of `samples` samples and of shape `page`, or to those that
 * one stands for: `truncated`. `undefined` if it is not such JSON, names no axes, names others than t, c and z, or
 * contradicts the pages. An axis c of three or four next to y and x, which tifffile stores as colour samples, nests
 * no pages. Throws "unsupported" for other pages that stand for many.
 */
export function describedNesting(
  description: string | undefined,
  pages: number,
  samples: number,
  page: Shape,
): PageNesting | undefined {
  const fields = parseFields(description);
  if (!fields || !isShape(fields.shape)) return undefined;
  const { truncated } = fields;
  const { shape, axes } = withoutSingleSample(fields.shape, fields.axes, page);
  const isStacked = truncated === true;
  if (isStacked && (pages > 1 || !jsonEquals(shape.slice(-page.length), page))) {
    throw new StorageError(
      "unsupported",
      `Cannot open TIFF: its description has pages of [${page}] stand for [${shape}]`,
      { format: "tiff", feature: "planes without IFDs" },
    );
  }
  const planes = isStacked ? elementCount(shape.slice(0, -page.length)) : pages;
  const stacked = isStacked ? { isStacked } : {};
  const plain = isStacked
    ? { counts: { t: 1, c: 1, z: planes }, order: ["z"] as const, isStacked }
    : undefined;
  if (typeof axes !== "string" || shape.length !== axes.length) return plain;
  const lengths = new Map<string, number>();
  for (const [i, axis] of [...axes.toLowerCase()].entries()) {
    if (lengths.has(axis) || !"tczyxs".includes(axis)) return plain;
    lengths.set(axis, shape[i]!);
  }
  const order = [...lengths.keys()].filter((axis) => axis === "t" || axis === "c" || axis === "z");
  const areSamples = samples > 1 && !lengths.has("s") && order.at(-1) === "c" && lengths.get("c") === samples;
  const counts = {
    t: lengths.get("t") ?? 1,
    c: areSamples ? 1 : (lengths.get("c") ?? 1),
    z: lengths.get("z") ?? 1,
  };
  return counts.t * counts.c * counts.z === planes ? { counts, order, ...stacked } : plain;
}

/** How many pages of `page`'s shape such a description is of; `undefined` if it is none, or of no whole number of them. */
export function describedPages(description: string | undefined, page: Shape): number | undefined {
  const shape = parseFields(description)?.shape;
  const pages = isShape(shape) ? elementCount(shape) / elementCount(page) : undefined;
  return Number.isInteger(pages) ? pages : undefined;
}

/** The samples of a pixel are an axis of the description even if there is one, and then none of the page. */
function withoutSingleSample(shape: Shape, axes: unknown, page: Shape): { shape: Shape; axes: unknown } {
  if (shape.at(-1) !== 1 || !jsonEquals(shape.slice(-page.length - 1, -1), page)) return { shape, axes };
  return { shape: shape.slice(0, -1), axes: typeof axes === "string" ? axes.slice(0, -1) : axes };
}

function isShape(value: unknown): value is Shape {
  return Array.isArray(value) && value.every((length) => Number.isSafeInteger(length) && length > 0);
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
