/**
 * The files that match a pattern, as series: one for each position.
 *
 * @module
 */

import {
  type CallOptions,
  combinations,
  type ListableStore,
  type ReadableStore,
  StorageError,
} from "@chunkwright/core";
import { AXIS_NAMES } from "../page-stack.ts";
import { valueKey } from "./block-values.ts";
import {
  axisOfPrefix,
  type FileAxis,
  type FilePattern,
  type PatternBlock,
  type PatternPart,
} from "./file-pattern.ts";
import { checkAxes, emptyPlaces, type FileSeries, type PlacedFile, placeFiles } from "./file-series.ts";
import { addValue, type BlockValues, matchSegment } from "./match-segment.ts";
import { type SeriesAxis, seriesAxis } from "./series-axis.ts";

/** A directory of files. Where it cannot be listed, patterns have to list their values. */
export type SeriesStore = ReadableStore & Partial<ListableStore>;

/** What a file's path has in place of the blocks of a pattern. */
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

type List = NonNullable<SeriesStore["list"]>;

async function listFiles(
  { segments }: FilePattern,
  list: List,
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

/** The values of a path; `undefined` where its segments disagree. */
function joined(directory: BlockValues, segment: BlockValues | undefined): BlockValues | undefined {
  if (!segment) return undefined;
  const values = new Map(directory);
  for (const [axis, value] of segment) if (!addValue(values, axis, value)) return undefined;
  return values;
}

/** As many files as the longest recordings have planes. */
const MAX_FILES = 2 ** 22;

/** The files of all values. */
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

function seriesByPosition(
  pattern: FilePattern,
  axes: readonly SeriesAxis[],
  found: readonly FoundFile[],
): readonly FileSeries[] {
  const numbered = AXIS_NAMES.flatMap((name) => {
    const values = axes.find((axis) => axis.name === name)?.values;
    return values ? [{ name, values }] : [];
  });
  checkAxes(numbered);
  const numbers = new Map(
    axes.map(({ name, values }) => [name, new Map(values.map((value, i) => [valueKey(value), i]))]),
  );
  const positions = new Map<number, PlacedFile[]>();
  for (const { path, values } of found) {
    const along = (axis: FileAxis) => numbers.get(axis)?.get(valueKey(values.get(axis) ?? "")) ?? 0;
    const place = Object.fromEntries(numbered.map(({ name }) => [name, along(name)]));
    const files = positions.get(along("p")) ?? [];
    positions.set(along("p"), files);
    files.push({ path, place });
  }
  const positionNames = axes.find(({ name }) => name === "p")?.values ?? [];
  const lacking = positionNames.find((_, position) => !positions.has(position));
  if (lacking !== undefined) throw notFound(`any file of ${pattern.text} at p=${lacking}`, pattern);
  return [...positions]
    .sort(([a], [b]) => a - b)
    .map(([position, files]): FileSeries => {
      const name = [stemOfPattern(pattern), positionNames[position]].filter(Boolean).join(" ");
      const paths = placeFiles(files);
      return { name, axes: numbered, paths, missing: emptyPlaces(numbered, paths) };
    });
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
