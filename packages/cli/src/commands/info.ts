/**
 * `chunkwright info SRC`: what a source holds, without decoding it.
 *
 * @module
 */

import {
  type ArrayInfo,
  type CodecSpec,
  elementCount,
  gridShape,
  type Json,
  type JsonObject,
  nominalByteSize,
  type Scalar,
  StorageError,
} from "@chunkwright/core";
import { fieldPaths, type Image, type Plate, tiffDisplay } from "@chunkwright/ome";
import { openSource } from "../open-source.ts";
import type { OpenedSource } from "../opened-source.ts";
import type { ReferenceOptions } from "../reference-options.ts";
import { type ErrorReport, reportError } from "../terminal/error-line.ts";
import { EXIT_FAILED, EXIT_OK } from "../terminal/exit-code.ts";
import { formatBytes, formatColor, formatCount, formatShape } from "../terminal/quantity.ts";
import type { Terminal } from "../terminal/terminal.ts";

export interface InfoOptions extends ReferenceOptions {
  readonly json?: boolean | undefined;
  readonly omeXml?: boolean | undefined;
}

/** The exit code is 1 if any part of the source could not be read; the rest is still printed. */
export async function info(
  location: string,
  { json, omeXml, allowTargets }: InfoOptions,
  terminal: Terminal,
): Promise<number> {
  const source = await openSource(location, { ...terminal, allowTargets });
  try {
    if (omeXml) {
      terminal.out(await readOmeXml(source, terminal));
      return EXIT_OK;
    }
    const report = await describe(source, terminal);
    terminal.out(json ? `${JSON.stringify(report, spellBigInt)}\n` : text(report));
    return report.arrays.some(({ error }) => error) || report.imagesError ? EXIT_FAILED : EXIT_OK;
  } finally {
    await source.close();
  }
}

/** The document as it is stored. */
async function readOmeXml(source: OpenedSource, terminal: Terminal): Promise<string> {
  const { omeXml } = (await source.images(terminal)) ?? {};
  if (omeXml) return new TextDecoder().decode(omeXml);
  throw new StorageError("not-found", `Cannot print the OME-XML of ${source.location}: it has none`, {
    path: source.location,
  });
}

interface SourceReport {
  readonly file: string;
  readonly format: string;
  /** Wells are those of which there are images. */
  readonly plate?: PlateReport;
  readonly images: readonly ImageReport[];
  /** Labels, macros and thumbnails of slides, by what they are. */
  readonly associated?: readonly ImageReport[];
  readonly imagesError?: ErrorReport;
  readonly warnings?: readonly string[];
  readonly arrays: readonly ArrayReport[];
}

type PlateReport = Pick<Plate, "name" | "rows" | "columns" | "acquisitions"> & { readonly wells: number };

interface ImageReport {
  readonly name: string;
  /** Row, column and field on the plate: `B/3/0`. */
  readonly field?: string;
  readonly axes: Image["axes"];
  readonly channels: Image["channels"];
  /** TIFF's Orientation, unless the first row is at the top and the first column on the left. */
  readonly orientation?: number;
  readonly levels: readonly (ArraySummary & {
    readonly scale: readonly number[];
    readonly translation: readonly number[];
  })[];
}

interface ArrayReport extends Partial<ArraySummary> {
  readonly path: string;
  readonly error?: ErrorReport;
}

interface ArraySummary {
  readonly dataType: string;
  readonly shape: readonly number[];
  readonly chunkShape: readonly number[];
  readonly shardShape?: readonly number[];
  /** If shards, or else chunks, are not all of that shape: their lengths along each axis. */
  readonly edgeLengths?: readonly (readonly number[])[];
  readonly chunks: number;
  /** Of all elements, decoded. */
  readonly byteLength: number;
  readonly fillValue: Json;
  readonly codecs: readonly CodecSpec[];
  readonly attributes?: JsonObject;
}

async function describe(source: OpenedSource, terminal: Terminal): Promise<SourceReport> {
  const arrays: ArrayReport[] = [];
  for await (const found of source.arrays(terminal)) {
    const { path } = found;
    arrays.push(
      "error" in found ? { path, error: reportError(found.error) } : { path, ...summary(found.source.info) },
    );
  }
  const about = { file: source.location, format: source.format, arrays };
  try {
    const collection = await source.images(terminal);
    const { plate } = collection ?? {};
    const fields = plate ? fieldPaths(plate) : new Map<number, string>();
    const images = (collection?.images ?? []).map((image, i) => imageReport(image, fields.get(i)));
    const associated = collection?.associated?.map(({ name, image }) => ({ ...imageReport(image), name }));
    return {
      ...about,
      ...(plate && { plate: plateReport(plate) }),
      images,
      ...(associated && { associated }),
      ...(collection?.warnings && { warnings: collection.warnings }),
    };
  } catch (error) {
    terminal.signal.throwIfAborted();
    return { ...about, images: [], imagesError: reportError(error) };
  }
}

function plateReport({ wells, ...plate }: Plate): PlateReport {
  return { ...plate, wells: wells.filter(({ fields }) => fields.length > 0).length };
}

function imageReport(image: Image, field?: string): ImageReport {
  const { name, axes, channels, levels } = image;
  const { orientation } = tiffDisplay(image, 1);
  return {
    name,
    ...(field !== undefined && { field }),
    axes,
    channels,
    ...(orientation && { orientation }),
    levels: levels.map(({ source, scale, translation }) => ({ ...summary(source.info), scale, translation })),
  };
}

function summary(array: ArrayInfo): ArraySummary {
  const { dataType, shape, chunkShape, shardShape, edgeLengths, codecs, fillValue, attributes } = array;
  return {
    dataType,
    shape,
    chunkShape,
    ...(shardShape && { shardShape }),
    ...(edgeLengths && { edgeLengths }),
    chunks: elementCount(gridShape(array)),
    byteLength: elementCount(shape) * nominalByteSize(dataType),
    fillValue: jsonScalar(fillValue),
    codecs,
    ...(Object.keys(attributes).length > 0 && { attributes }),
  };
}

/** Programs that read JSON seldom keep 64-bit integers: they become strings. */
function spellBigInt(_name: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}

/** Nor has JSON NaN, which becomes a string, too. Raw bits and bytes become hexadecimal digits. */
function jsonScalar(value: Scalar): Json {
  if (value instanceof Uint8Array) return `0x${Buffer.from(value).toString("hex")}`;
  if (Array.isArray(value)) return value.map(jsonScalar);
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
}

function text({ file, format, plate, images, associated = [], ...rest }: SourceReport): string {
  const { imagesError, warnings = [], arrays } = rest;
  const lines = [`${file}: ${format}`];
  if (plate) lines.push("", plateText(plate));
  for (const [i, image] of images.entries()) lines.push("", ...imageLines(`image ${i}`, image));
  for (const image of associated) lines.push("", ...imageLines("associated image", image));
  if (imagesError) lines.push("", `images: ${imagesError.message}`);
  for (const warning of warnings) lines.push("", `warning: ${warning}`);
  lines.push("", formatCount(arrays.length, "array"), ...arrayLines(arrays));
  return `${lines.join("\n")}\n`;
}

function plateText({ name, rows, columns, wells, acquisitions }: PlateReport): string {
  const runs = acquisitions.length > 0 ? `, ${formatCount(acquisitions.length, "acquisition")}` : "";
  const size = `${formatCount(rows.length, "row")} of ${formatCount(columns.length, "column")}`;
  return `plate${name === undefined ? "" : ` "${name}"`}: ${size}, ${formatCount(wells, "well")} with images${runs}`;
}

/** Arrays that differ only in their path share a line: a time-lapse TIFF has thousands. */
function arrayLines(arrays: readonly ArrayReport[]): string[] {
  const groups: { first: string; last: string; about: string }[] = [];
  for (const { path, error, ...array } of arrays) {
    const about = error ? error.message : summaryText(array as ArraySummary);
    const group = groups.at(-1);
    if (group?.about === about) group.last = path;
    else groups.push({ first: path, last: path, about });
  }
  return groups.map(
    ({ first, last, about }) => `  ${first === last ? first || "." : `${first} to ${last}`}: ${about}`,
  );
}

function imageLines(what: string, image: ImageReport): string[] {
  const { name, field, axes, channels, orientation, levels } = image;
  const [finest] = levels;
  const lengths = axes.map((axis, i) => `${axis.name} ${finest?.shape[i]}`).join(", ");
  const spacing = axes
    .map(({ name: axis, unit }, i) => (unit ? `${axis} ${finest?.scale[i]} ${unit}` : undefined))
    .filter((part) => part !== undefined);
  const place = field === undefined || field === name ? "" : `, field ${field}`;
  const lines = [`${what} "${name}"${place}: ${lengths}; ${finest?.dataType}`];
  if (spacing.length > 0) lines.push(`  spacing: ${spacing.join(", ")}`);
  if (channels.some(({ name: channel, color }) => channel ?? color)) {
    lines.push(`  channels: ${channels.map(channelText).join(", ")}`);
  }
  if (orientation) lines.push(`  orientation: ${orientation}, not applied to the pixels`);
  for (const [k, level] of levels.entries()) lines.push(`  level ${k}: ${summaryText(level)}`);
  return lines;
}

function channelText({ name, color }: Image["channels"][number], index: number): string {
  return `${name ?? index}${color === undefined ? "" : ` ${formatColor(color)}`}`;
}

function summaryText(array: ArraySummary): string {
  const { dataType, shape, byteLength, codecs } = array;
  const pipeline = codecs.map(({ name }) => name).join(" > ");
  return `${dataType} ${formatShape(shape)} in ${gridText(array)}, ${formatBytes(byteLength)}, ${pipeline}`;
}

function gridText({ chunkShape, shardShape, edgeLengths }: ArraySummary): string {
  const upTo = edgeLengths ? "up to " : "";
  return shardShape
    ? `chunks of ${formatShape(chunkShape)} in shards of ${upTo}${formatShape(shardShape)}`
    : `chunks of ${upTo}${formatShape(chunkShape)}`;
}
