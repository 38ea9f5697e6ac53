/**
 * The files that match a pattern, as series: one for each position.
 *
 * @module
 */

import { type CallOptions, combinations, type ListableStore, StorageError } from "@chunkwright/core";
import { AXIS_NAMES } from "../../../axis-names.ts";
import { groupBy } from "../../../group-by.ts";
import { joinNames } from "../../../join-names.ts";
import { valueKey } from "../axis-values.ts";
import {
  checkAxes,
  emptyPlaces,
  type FileSeries,
  type NumberedAxis,
  type PlacedFile,
  placeFiles,
} from "../file-series.ts";
import type { SeriesStore } from "../series-options.ts";
import {
  axisOfPrefix,
  type FileAxis,
  type FilePattern,
  type PatternBlock,
  type PatternPart,
} from "./file-pattern.ts";
import { addValue, type BlockValues, matchSegment } from "./match-segment.ts";
import { type SeriesAxis, seriesAxis } from "./series-axis.ts";

/** A file whose path matches a pattern, and what the path has in place of its blocks. */
interface FoundFile {
  readonly path: string;
  readonly values: BlockValues;
}

/**
 * The series of the files in `store` that match. Where the store cannot list, all files are taken to be there that the
 * pattern lists. Rejects with "not-found" if no file matches, and with "invalid-data" if two have the same place.
 */
export async function findSeries(
  pattern: FilePattern,
  store: SeriesStore,
  options?: CallOptions,
): Promise<readonly FileSeries[]> {
  const found = store.list ? await listFiles(pattern, store.list, options) : namedFiles(pattern);
  if (found.length === 0) throw notFound(`a file that matches ${pattern.text}`, pattern);
  const blocks = pattern.segments.flat().filter((part) => part.kind === "block");
  const axes = pattern.axes.map((name) =>
    seriesAxis(
      name,
      blocks.find(({ axis, values }) => axis === name && values !== "found")?.values ?? "found",
      found.flatMap(({ values }) => values.get(name) ?? []),
    ),
  );
  return seriesByPosition(pattern, axes, found);
}

function notFound(what: string, { text }: FilePattern): StorageError {
  return new StorageError("not-found", `Cannot find ${what}`, { path: text });
}

/** The files in the store whose names match, directory by directory. */
async function listFiles(
  { segments }: FilePattern,
  list: ListableStore["list"],
  options: CallOptions | undefined,
): Promise<readonly FoundFile[]> {
  let found: readonly FoundFile[] = [{ path: "", values: new Map() }];
  for (const [i, segment] of segments.entries()) {
    const kind = i === segments.length - 1 ? "key" : "prefix";
    const matching: FoundFile[] = [];
    for (const directory of found) {
      for await (const entry of list(directory.path, options)) {
        if (entry.kind !== kind) continue;
        const name = entry.key.slice(directory.path.length).replace(/\/$/, "").normalize();
        const values = joined(directory.values, matchSegment(segment, name));
        if (values) matching.push({ path: entry.key, values });
      }
    }
    found = matching;
  }
  return found.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

/** The values of a directory and of a name in it; `undefined` if the name does not match, or says something else. */
function joined(directory: BlockValues, segment: BlockValues | undefined): BlockValues | undefined {
  if (!segment) return undefined;
  const values = new Map(directory);
  for (const [axis, value] of segment) if (!addValue(values, axis, value)) return undefined;
  return values;
}

/** More files than the longest recordings have planes. */
const MAX_FILES = 2 ** 22;

/** The names of all files that the pattern lists. */
function namedFiles({ text, axes, segments }: FilePattern): readonly FoundFile[] {
  const parts = segments.flat();
  const lists = axes.map((axis) => {
    const block = parts.find((part): part is PatternBlock => part.kind === "block" && part.axis === axis);
    if (block && typeof block.values !== "string") return block.values.spelled;
    throw unlistable(text, `list the values of ${axis}, as in {${axis}:0-9}`);
  });
  const count = lists.reduce((product, { length }) => product * length, 1);
  if (count > MAX_FILES) {
    throw new StorageError("invalid-data", `Cannot find the files of ${text}: they are ${count}`, {
      format: "pattern",
    });
  }
  if (parts.some(({ kind }) => kind === "any")) throw unlistable(text, "write the names in full, without *");
  return combinations(lists).map((chosen) => {
    const values = new Map(axes.map((axis, i) => [axis, chosen[i]!]));
    const spell = (part: PatternPart) =>
      part.kind === "text" ? part.text : part.kind === "block" ? (values.get(part.axis) ?? "") : "";
    return { path: segments.map((segment) => segment.map(spell).join("")).join("/"), values };
  });
}

function unlistable(pattern: string, remedy: string): StorageError {
  return new StorageError(
    "unsupported",
    `Cannot find the files of ${pattern}: nothing lists them; ${remedy}`,
    {
      format: "pattern",
      feature: "patterns of files that nothing lists",
    },
  );
}

/** The files as one series for each position. Throws "not-found" for a position that is listed and has no file. */
function seriesByPosition(
  pattern: FilePattern,
  axes: readonly SeriesAxis[],
  found: readonly FoundFile[],
): readonly FileSeries[] {
  const imageAxes = AXIS_NAMES.flatMap((name): NumberedAxis[] => {
    const values = axes.find((axis) => axis.name === name)?.values;
    return values ? [{ name, values }] : [];
  });
  checkAxes(imageAxes);
  const numbers = new Map(axes.map(({ name, values }) => [name, numbersByKey(values)]));
  const numberOf = ({ values }: FoundFile, axis: FileAxis) =>
    numbers.get(axis)?.get(valueKey(values.get(axis) ?? "")) ?? 0;
  const placed = (file: FoundFile): PlacedFile => ({
    path: file.path,
    place: Object.fromEntries(imageAxes.map(({ name }) => [name, numberOf(file, name)])),
  });
  const filesAt = groupBy(found, (file) => numberOf(file, "p"));
  const positions = axes.find(({ name }) => name === "p")?.values ?? [""];
  return positions.map((position, p): FileSeries => {
    const files = filesAt.get(p);
    if (!files) throw notFound(`any file of ${pattern.text} at p=${position}`, pattern);
    const paths = placeFiles(files.map(placed));
    const name = joinNames(stemOfPattern(pattern), position);
    return { name, axes: imageAxes, paths, missing: emptyPlaces(imageAxes, paths) };
  });
}

function numbersByKey(values: readonly string[]): ReadonlyMap<string, number> {
  return new Map(values.map((value, i) => [valueKey(value), i]));
}

/** What the file names begin with, less what only names an axis: `img_t{t}` as `img`. */
function stemOfPattern({ segments }: FilePattern): string {
  const first = segments.at(-1)?.[0];
  if (first?.kind !== "text") return "";
  const stem = withoutSeparators(first.text);
  const word = /[a-z]*$/i.exec(stem)?.[0] ?? "";
  return axisOfPrefix(word) ? withoutSeparators(stem.slice(0, stem.length - word.length)) : stem;
}

function withoutSeparators(text: string): string {
  return text.replace(/[\s._-]+$/, "");
}
