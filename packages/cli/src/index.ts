/**
 * The command's work for programs: any source opened, converted, compared and digested. Node only.
 *
 * @module
 */

export type { Comparison, Difference } from "./compare/compare-images.ts";
export { type CompareSourcesOptions, compareSources } from "./compare/compare-sources.ts";
export { digestOf } from "./compare/digest-of.ts";
export { type ConvertedArray, type ConvertOptions, convert } from "./convert.ts";
export { openSource } from "./open-source.ts";
export type { OpenedSource, OpenOptions, SourceArray } from "./opened-source.ts";
export { UsageError } from "./usage-error.ts";
