/**
 * Patterns of file names, whose blocks say along which axis of an image the files are numbered: `img_t{t}_c{c}.tif`,
 * or as Bio-Formats writes them, `img_T<00-20>_<R,G,B>.tif`.
 *
 * @module
 */

import { StorageError } from "@chunkwright/core";
import { isNumber, valueKey } from "../axis-values.ts";
import { parseBlockValues } from "./block-values.ts";

/** What files are numbered along: the axes of an image, and p for positions, of which each is an image of its own. */
export type FileAxis = "p" | "t" | "c" | "z" | "y" | "x";

const FILE_AXES: readonly FileAxis[] = ["p", "t", "c", "z", "y", "x"];

/** Whether files have numbers along the axis; channels and positions may have names instead. */
export function isNumbered(axis: FileAxis): boolean {
  return axis !== "c" && axis !== "p";
}

export interface FilePattern {
  readonly text: string;
  /** The parts of each name of the path: those of directories, and last that of the file. */
  readonly segments: readonly (readonly PatternPart[])[];
  /** Axes in the order of their first blocks. */
  readonly axes: readonly FileAxis[];
  /** Whether the axis of a block was taken because no other was left. */
  readonly isGuessed: boolean;
}

export type PatternPart =
  | { readonly kind: "text"; readonly text: string }
  /** `*`: anything, or nothing. */
  | { readonly kind: "any" }
  | PatternBlock;

export interface PatternBlock {
  readonly kind: "block";
  readonly axis: FileAxis;
  /**
   * Which values names may have there: those listed, or any. If any, "found" takes numbers between those that are found for
   * missing files, "gapless" does not.
   */
  readonly values: ListedValues | "found" | "gapless";
}

export interface ListedValues {
  /** The values as they are spelled in file names. */
  readonly spelled: readonly string[];
  /** The values that are not numbers. */
  readonly words: readonly string[];
  /** `valueKey` of each value. */
  readonly keys: ReadonlySet<string>;
}

const BLOCK = /\{[a-z](?::[^{}/]*)?\}|<[^<>/]+>/i;

/**
 * Where in a path the pattern begins, so that all directories in front have plain names: at the first block, such as `{t}`,
 * `{t:0-9}` or `<0-9>`, or at a `*` before it. -1 if there is no block.
 */
export function patternStart(path: string): number {
  const block = path.search(BLOCK);
  const star = path.slice(0, Math.max(block, 0)).indexOf("*");
  return star < 0 ? block : star;
}

/**
 * Parses a pattern, a path with `/` between its segments. `{axis}` stands for numbers, for c and p for any text;
 * `{axis:values}` for those listed (`parseBlockValues`); `{axis:*}` for what there is, without gaps. The axis of `<values>`
 * is the one that the text in front of it names; else words are channels, and numbers the first of z, t and c that is
 * neither in the pattern nor among `axesOfFiles`. Throws "invalid-data" for anything else in brackets, and for adjacent
 * blocks whose values cannot be separated.
 */
export function parseFilePattern(text: string, axesOfFiles: readonly string[] = []): FilePattern {
  if (text.length > MAX_LENGTH) throw invalid(text.slice(0, 50), `it has ${text.length} characters`);
  const listed = valueLister();
  const pieces = namesIn(text).map((segment) => piecesOf(segment, text, listed));
  const axes = pieces.flat().flatMap((piece) => ("axis" in piece && piece.axis ? [piece.axis] : []));
  let isGuessed = false;
  const axisOf = ({ axis, values }: BlockPiece): FileAxis => {
    const areWords = typeof values !== "string" && values.words.length > 0;
    const named = axis ?? (areWords && !axes.includes("c") ? "c" : undefined);
    const found = named ?? FREE_AXES.find((name) => !axes.includes(name) && !axesOfFiles.includes(name));
    if (!found) throw invalid(text, "it does not say which axes its blocks are; write {t:0-9}, {c:R,G,B}");
    isGuessed ||= named === undefined;
    axes.push(found);
    return found;
  };
  const segments = pieces.map((segment) =>
    segment.map((piece): PatternPart => (piece.kind === "block" ? { ...piece, axis: axisOf(piece) } : piece)),
  );
  for (const segment of segments) checkSegment(segment, text);
  if (axes.length === 0) throw invalid(text, "it has no block such as {t} or <0-9>");
  return { text, segments, axes: [...new Set(axes)], isGuessed };
}

/** No file system has longer paths. */
const MAX_LENGTH = 4096;

/** The names between the slashes of a path; `.` is dropped, and `..` removes the name before it. */
function namesIn(pattern: string): readonly string[] {
  const names: string[] = [];
  let isInside = !pattern.startsWith("/");
  for (const name of pattern.split("/")) {
    if (name === "..") isInside &&= names.pop() !== undefined;
    else if (name !== "" && name !== ".") names.push(name);
  }
  if (!isInside) throw invalid(pattern, "it leads out of its directory");
  return names;
}

/** In the order in which Bio-Formats tries them. */
const FREE_AXES: readonly FileAxis[] = ["z", "t", "c"];

/** Parses the values that a block lists. */
type ListValues = (text: string) => ListedValues;
/** A block whose axis is still to be guessed, if it is `undefined`. */
type BlockPiece = Omit<PatternBlock, "axis"> & { readonly axis: FileAxis | undefined };
type Piece = Exclude<PatternPart, PatternBlock> | BlockPiece;

function piecesOf(segment: string, pattern: string, listed: ListValues): Piece[] {
  const pieces: Piece[] = [];
  for (const [token, named, bare] of segment.matchAll(/\{([^{}]*)\}|<([^<>]*)>|\*|[^*{}<>]+|[{}<>]/g)) {
    const last = pieces.at(-1);
    if (named !== undefined) pieces.push(namedBlock(named, pattern, listed));
    else if (bare !== undefined) {
      const axis = axisOfPrefix(last?.kind === "text" ? last.text : "");
      pieces.push({ kind: "block", axis, values: listed(bare) });
    } else if (token === "*") pieces.push({ kind: "any" });
    else if (/[{}<>]/.test(token)) throw invalid(pattern, `${token} stands alone`);
    else pieces.push({ kind: "text", text: token });
  }
  return pieces;
}

function namedBlock(content: string, pattern: string, listed: ListValues): Piece {
  const [, letter = "", values] = /^([^:]*)(?::(.*))?$/.exec(content) ?? [];
  const axis = FILE_AXES.find((name) => name === letter.toLowerCase());
  if (!axis) throw invalid(pattern, `{${content}} is none of the axes ${FILE_AXES.join(", ")}`);
  if (values === undefined) return { kind: "block", axis, values: "found" };
  return { kind: "block", axis, values: values === "*" ? "gapless" : listed(values) };
}

/** A pattern whose blocks list more values than this, all together, is damaged or mistyped. */
const MAX_VALUES = 2 ** 20;

function valueLister(): ListValues {
  let room = MAX_VALUES;
  return (text) => {
    const spelled = parseBlockValues(text, room);
    room -= spelled.length;
    const words = spelled.filter((value) => !isNumber(value));
    return { spelled, words, keys: new Set(spelled.map(valueKey)) };
  };
}

/** The axis that a text such as `img_T` names by its last letters. Bio-Formats, `AxisGuesser`. */
export function axisOfPrefix(prefix: string): FileAxis | undefined {
  const word = /([a-z]*)[\d\s._-]*$/.exec(prefix.toLowerCase())?.[1] ?? "";
  return FILE_AXES.find((axis) => PREFIXES[axis].includes(word));
}

const PREFIXES: { readonly [A in FileAxis]: readonly string[] } = {
  p: ["p", "pos", "position", "s", "series", "sp"],
  t: ["t", "tl", "tp", "time"],
  c: ["c", "ch", "channel", "w", "wavelength"],
  z: ["z", "zs", "fp", "sec", "focal", "focalplane"],
  y: ["y"],
  x: ["x"],
};

/** Throws "invalid-data" if it cannot be told where one part ends and the next begins. */
function checkSegment(segment: readonly PatternPart[], pattern: string): void {
  for (const [i, part] of segment.entries()) {
    const next = segment[i + 1];
    if (next && isOpen(part) && isOpen(next) && !isNumberBesideAny(part, next)) {
      throw invalid(pattern, "two of its blocks have nothing between them that separates them");
    }
  }
}

/** Whether the parts are a `*` and a block of numbers: what is next to the star then has all digits that there are. */
function isNumberBesideAny(part: PatternPart, next: PatternPart): boolean {
  const block = part.kind === "any" ? next : part;
  return [part, next].some(({ kind }) => kind === "any") && block.kind === "block" && isNumbered(block.axis);
}

/** Whether the part matches text of any length. */
function isOpen(part: PatternPart): boolean {
  return part.kind === "any" || (part.kind === "block" && typeof part.values === "string");
}

function invalid(pattern: string, fact: string): StorageError {
  return new StorageError("invalid-data", `Cannot read the pattern ${pattern}: ${fact}`, {
    format: "pattern",
  });
}
