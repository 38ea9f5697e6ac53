/**
 * Whether one source says the same as another: every image, level, element and statement of A is looked for in B.
 *
 * @module
 */

import { type ArrayDifference, compareArrays } from "@chunkwright/convert";
import {
  type ArrayInfo,
  type Axis,
  type CallOptions,
  type ChunkSource,
  insertAxes,
  type Level,
} from "@chunkwright/core";
import {
  type Channel,
  correctOmeXml,
  type Image,
  type ImageCollection,
  permuteImage,
  sameButPlaces,
} from "@chunkwright/ome";
import { mapArrays } from "../map-arrays.ts";
import { formatColor, formatCount } from "../terminal/quantity.ts";
import { comparePlates } from "./compare-plates.ts";

/** One thing in which the two differ. */
export interface Difference {
  /** `image 0 level 1`, `image 0 channel 2`. */
  readonly where: string;
  /** `elements`, `shape`, `scale`, `name` and so on. */
  readonly what: string;
  readonly a: string;
  readonly b: string;
}

/** What `compareSources` found. */
export interface Comparison {
  readonly differences: readonly Difference[];
  /** What only one side has without contradiction: generated levels, filled-in windows. */
  readonly notes: readonly string[];
  /** Levels or arrays whose elements were compared. */
  readonly compared: number;
}

export interface CompareOptions extends CallOptions {
  readonly onChunk?: (byteLength: number) => void;
  /** A side is on a server: more requests are in flight. */
  readonly isRemote?: boolean | undefined;
}

/** B may say more than A, but must say the same where A says something. */
export async function compareImages(
  a: ImageCollection,
  b: ImageCollection,
  options: CompareOptions,
): Promise<Comparison> {
  /** In the order in which they are told; those of elements come later. */
  const differences: (Difference | LevelPair)[] = [];
  const notes: string[] = [];
  const expectSame = (where: string, what: string, left: unknown, right: unknown) => {
    if (left !== undefined && !sameValue(left, right)) {
      differences.push({ where, what, a: show(left), b: show(right) });
    }
  };

  expectSame("source", "number of images", a.images.length, b.images.length);
  for (const { path, error } of a.unread ?? []) {
    // Missing files are compared: as the fill value.
    if (error.code === "not-found") notes.push(error.message);
    else differences.push({ where: path, what: "page", a: `unread (${error.message})`, b: "not compared" });
  }
  if (a.omeXml && b.omeXml) {
    // A copy has its planes elsewhere, and OME-TIFF no second place for what was changed beside the document.
    if (!sameButPlaces(correctOmeXml(textOf(a.omeXml), a), correctOmeXml(textOf(b.omeXml), b)))
      differences.push({ where: "source", what: "OME-XML", a: sizeOf(a.omeXml), b: sizeOf(b.omeXml) });
  } else if (a.omeXml) {
    differences.push({ where: "source", what: "OME-XML", a: sizeOf(a.omeXml), b: "none" });
  }

  if (a.plate) comparePlates(a.plate, b.plate, expectSame);

  for (const [i, image] of a.images.entries()) {
    const other = b.images[i];
    if (!other) break;
    const left = withAxesOf(image, other);
    const right = withOrderOf(withAxesOf(other, left), left);
    const where = `image ${i}`;
    compareStatements(where, left, right, expectSame);
    if (left.levels.length < right.levels.length) {
      const [first, last] = [left.levels.length, right.levels.length - 1];
      const added = first === last ? `level ${first} is` : `levels ${first} to ${last} are`;
      notes.push(`${where}: ${added} in B alone`);
    } else if (left.levels.length > right.levels.length) {
      expectSame(where, "number of levels", left.levels.length, right.levels.length);
    }
    for (const [k, level] of left.levels.entries()) {
      const found = right.levels[k];
      if (!found) break;
      compareGeometry(`${where} level ${k}`, level, found, expectSame);
      differences.push({ where: `${where} level ${k}`, pair: [level.source, found.source] });
    }
  }
  const told: Difference[] = [];
  const tell = async (found: Difference | LevelPair): Promise<Difference | undefined> => {
    if (!("pair" in found)) return found;
    const difference = await compareArrays(...found.pair, options);
    return difference && describeDifference(found.where, difference);
  };
  for await (const difference of mapArrays(differences, infoOf, tell)) if (difference) told.push(difference);
  return { differences: told, notes, compared: differences.filter((found) => "pair" in found).length };
}

/** Levels whose elements are to be compared. */
interface LevelPair {
  readonly where: string;
  readonly pair: readonly [ChunkSource, ChunkSource];
}

function infoOf(found: Difference | LevelPair): ArrayInfo | undefined {
  return "pair" in found ? found.pair[0].info : undefined;
}

/** A difference of two arrays in the words of a report. */
export function describeDifference(where: string, found: ArrayDifference): Difference {
  switch (found.kind) {
    case "dataType":
      return { where, what: "data type", a: found.a, b: found.b };
    case "shape":
      return { where, what: "shape", a: show(found.a), b: show(found.b) };
    case "elements":
      return {
        where,
        what: `${formatCount(found.count, "element")}, first at [${found.first}]`,
        a: found.a,
        b: found.b,
      };
  }
}

/** Notes a difference, if there is one and `left` says something. */
export type Expect = (where: string, what: string, left: unknown, right: unknown) => void;

function compareStatements(where: string, a: Image, b: Image, expectSame: Expect): void {
  expectSame(where, "name", a.name || undefined, b.name);
  // Formats that require a unit state one where the other has none.
  const unitless = (axis: Axis, i: number) => (a.axes[i]?.unit === undefined ? withoutUnit(axis) : axis);
  expectSame(where, "axes", a.axes.map(showAxis), b.axes.map(unitless).map(showAxis));
  for (const [i, channel] of a.channels.entries()) {
    compareChannels(`${where} channel ${i}`, channel, b.channels[i] ?? {}, expectSame);
  }
}

function compareChannels(where: string, a: Channel, b: Channel, expectSame: Expect): void {
  expectSame(where, "name", a.name, b.name);
  expectSame(where, "color", colorOf(a), colorOf(b));
  expectSame(where, "window min", a.window?.min, b.window?.min);
  expectSame(where, "window max", a.window?.max, b.window?.max);
  expectSame(where, "window start", a.window?.start, b.window?.start);
  expectSame(where, "window end", a.window?.end, b.window?.end);
}

function colorOf({ color }: Channel): string | undefined {
  return color === undefined ? undefined : formatColor(color);
}

function compareGeometry(where: string, a: Level, b: Level, expectSame: Expect): void {
  expectSame(where, "scale", a.scale, b.scale);
  // Positions of corners and centres are converted by sums: a rounding error is not a position.
  const translation = b.translation.map((offset, i) => {
    const own = a.translation[i] ?? 0;
    return Math.abs(offset - own) <= 1e-9 * Math.abs(a.scale[i] ?? 1) ? own : offset;
  });
  expectSame(where, "translation", a.translation, translation);
}

function withoutUnit({ unit: _, ...axis }: Axis): Axis {
  return axis;
}

function showAxis({ name, type, unit }: Axis): string {
  return `${name} (${unit ? `${type}, ${unit}` : type})`;
}

/** Numbers are equal to twelve digits, since they are printed as decimals. */
function sameValue(a: unknown, b: unknown): boolean {
  if (typeof a === "number" && typeof b === "number") {
    return Object.is(a, b) || Math.abs(a - b) <= 1e-12 * Math.max(Math.abs(a), Math.abs(b));
  }
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((x, i) => sameValue(x, b[i]));
  return a === b;
}

function show(value: unknown): string {
  if (Array.isArray(value)) return `[${value.join(", ")}]`;
  return value === undefined ? "none" : String(value);
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** The image with the axes of length 1 that `other` has beside its own: some formats always have them, some never. */
function withAxesOf(image: Image, other: Image): Image {
  const { shape } = other.levels[0].source.info;
  const isOwn = (name: string) => image.axes.some((axis) => axis.name === name);
  const added = other.axes.flatMap((axis, i) => (isOwn(axis.name) || shape[i] !== 1 ? [] : [i]));
  if (added.length === 0) return image;
  const places = added.map((_, place) => place);
  const [finest, ...coarser] = image.levels.map(({ source, scale, translation }, k) => ({
    source: insertAxes(source, places),
    scale: [...added.map((axis) => other.levels[k]?.scale[axis] ?? 1), ...scale],
    translation: [...added.map(() => 0), ...translation],
  }));
  const extended: Image = {
    ...image,
    axes: [...added.map((axis) => other.axes[axis]!), ...image.axes],
    levels: finest ? [finest, ...coarser] : image.levels,
  };
  return withOrderOf(extended, other);
}

/** The image with its axes in the order of `other`, if they are the same ones: some formats have a fixed order. */
function withOrderOf(image: Image, other: Image): Image {
  const names = image.axes.map(({ name }) => name);
  const order = other.axes.map(({ name }) => names.indexOf(name));
  const isSame = order.length === names.length && new Set(order).size === order.length && !order.includes(-1);
  return isSame ? permuteImage(image, order) : image;
}

function sizeOf(bytes: Uint8Array): string {
  return `${bytes.byteLength} bytes`;
}
