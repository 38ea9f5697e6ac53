/**
 * OME-NGFF metadata of an image group, versions 0.1 to 0.5.
 *
 * @module
 */

import { type Axis, isJsonObject, type Json, type JsonObject } from "@chunkwright/core";
import type { Channel, ChannelWindow, Downsampling } from "./image-model.ts";
import {
  invalidNgff,
  listField,
  numberField,
  objectField,
  pathField,
  textField,
  unsupportedNgff,
} from "./ngff-fields.ts";

/** The attributes that OME-NGFF defines, wherever the version keeps them. */
export interface NgffMetadata {
  /** As written: 0.5 in one place; before, in each member, and often nowhere. */
  readonly version: string | undefined;
  readonly fields: JsonObject;
}

export interface NgffMultiscale {
  readonly name: string;
  readonly axes: readonly Axis[];
  readonly datasets: readonly NgffDataset[];
  readonly downsampling?: Downsampling;
}

export interface NgffDataset {
  readonly path: string;
  /** Absent before 0.4: then only the shapes of the arrays tell. */
  readonly placement?: Placement;
}

/** physical = scale * index + translation, along each axis. */
export interface Placement {
  readonly scale: readonly number[];
  readonly translation: readonly number[];
}

/** Finds OME-NGFF metadata among group attributes. Throws "unsupported" for versions above 0.5. */
export function ngffMetadata(attributes: JsonObject): NgffMetadata {
  if (attributes.ome === undefined) return { version: undefined, fields: attributes };
  const fields = objectField(attributes.ome, "ome");
  const version = textField(fields.version, "ome.version");
  if (version !== "0.5") throw unsupportedNgff(`version ${version}`);
  return { version, fields };
}

/** `multiscales`: at least one. OME-NGFF 0.4 and OME-Zarr 0.5, "multiscales" metadata. */
export function parseMultiscales({ version, fields }: NgffMetadata): readonly NgffMultiscale[] {
  const list = listField(fields.multiscales, "multiscales");
  if (list.length === 0) throw invalidNgff("multiscales is empty");
  return list.map((item, i) => parseMultiscale(objectField(item, `multiscales[${i}]`), version));
}

/** `omero.channels`: names, colours and windows. OME-NGFF 0.4, "omero" metadata. */
export function parseChannels({ fields }: NgffMetadata): readonly Channel[] {
  if (fields.omero === undefined) return [];
  const { channels } = objectField(fields.omero, "omero");
  if (channels === undefined) return [];
  return listField(channels, "omero.channels").map((channel, i) =>
    parseChannel(objectField(channel, `omero.channels[${i}]`), `omero.channels[${i}]`),
  );
}

function parseMultiscale(fields: JsonObject, groupVersion: string | undefined): NgffMultiscale {
  const version = groupVersion ?? ownVersion(fields);
  const isPlaced = version === "0.4" || version === "0.5";
  const axes = isPlaced ? parseAxes(fields.axes) : legacyAxes(fields.axes, version);
  const common = isPlaced ? parsePlacement(fields, axes.length, "multiscales") : undefined;
  const datasets = listField(fields.datasets, "datasets").map((item, i): NgffDataset => {
    const where = `datasets[${i}]`;
    const dataset = objectField(item, where);
    const path = pathField(dataset.path, `${where}.path`);
    if (!isPlaced) return { path };
    const own = parsePlacement(dataset, axes.length, where);
    if (!own) throw invalidNgff(`${where} has no coordinateTransformations`);
    return { path, placement: common ? compose(own, common) : own };
  });
  if (datasets.length === 0) throw invalidNgff("datasets is empty");
  const downsampling = parseDownsampling(fields);
  return {
    name: fields.name === undefined ? "" : textField(fields.name, "multiscales.name"),
    axes,
    datasets,
    ...(downsampling && { downsampling }),
  };
}

/** A version in `multiscales`, or the one whose kind of axes it has. */
function ownVersion({ version, axes }: JsonObject): string {
  if (version === undefined || version === null) {
    if (axes === undefined) return "0.2";
    return listField(axes, "axes").every((axis) => typeof axis === "string") ? "0.3" : "0.4";
  }
  const text = textField(version, "multiscales.version");
  const known = ["0.1", "0.2", "0.3", "0.4"].find(
    (prefix) => text === prefix || text.startsWith(`${prefix}.`),
  );
  if (known === undefined) throw unsupportedNgff(`version ${text} in multiscales`);
  return known;
}

/** `axes`: 2 to 5, unique, time then channel then 2 or 3 of space. OME-NGFF 0.4, "axes" metadata. */
function parseAxes(value: Json | undefined): readonly Axis[] {
  const list = listField(value, "axes");
  if (list.length < 2 || list.length > 5) throw invalidNgff(`there are ${list.length} axes, not 2 to 5`);
  const axes = list.map((axis, i) => parseAxis(objectField(axis, `axes[${i}]`), i));
  const names = axes.map(({ name }) => name);
  if (new Set(names).size !== names.length) throw invalidNgff(`axes are ${names}, not all different`);
  const types = axes.map(({ type }) => type).join(" ");
  if (!/^(time )?(channel )?space space( space)?$/.test(types)) {
    throw invalidNgff(`axes are ${types}, not time, channel and 2 or 3 of space`);
  }
  return axes;
}

function parseAxis({ name, type, unit }: JsonObject, index: number): Axis {
  const axisName = textField(name, `axes[${index}].name`);
  const axisType = type === undefined ? LEGACY_TYPES.get(axisName) : textField(type, `axes[${index}].type`);
  if (axisType !== "space" && axisType !== "time" && axisType !== "channel") {
    throw unsupportedNgff(`axis ${axisName} of type ${axisType ?? "(none)"}`);
  }
  return { name: axisName, type: axisType, ...(typeof unit === "string" && { unit }) };
}

/** 0.1 and 0.2 imply five axes, 0.3 names some of them. */
function legacyAxes(value: Json | undefined, version: string): readonly Axis[] {
  const names =
    version === "0.3"
      ? listField(value, "axes").map((name) => textField(name, "axes"))
      : ["t", "c", "z", "y", "x"];
  return parseAxes(names.map((name) => ({ name })));
}

const LEGACY_TYPES: ReadonlyMap<string, Axis["type"]> = new Map([
  ["t", "time"],
  ["c", "channel"],
  ["z", "space"],
  ["y", "space"],
  ["x", "space"],
]);

/** One scale, then at most one translation. OME-NGFF 0.4, "coordinateTransformations" metadata. */
function parsePlacement(fields: JsonObject, rank: number, where: string): Placement | undefined {
  if (fields.coordinateTransformations === undefined) return undefined;
  const transforms = listField(fields.coordinateTransformations, `${where}.coordinateTransformations`).map(
    (item) => objectField(item, `${where}.coordinateTransformations`),
  );
  const types = transforms.map(({ type }) => type).join(", ");
  const [scale, translation] = transforms;
  if (!scale || (types !== "scale" && types !== "scale, translation")) {
    throw invalidNgff(
      `${where}.coordinateTransformations are [${types}], not a scale and perhaps a translation`,
    );
  }
  return {
    scale: vector(scale, "scale", rank, where),
    translation: translation
      ? vector(translation, "translation", rank, where)
      : new Array<number>(rank).fill(0),
  };
}

function vector(transform: JsonObject, type: string, rank: number, where: string): readonly number[] {
  if (transform[type] === undefined && transform.path !== undefined) {
    throw unsupportedNgff(`a ${type} stored as an array`);
  }
  const values = listField(transform[type], `${where}.${type}`).map((value) =>
    numberField(value, `${where}.${type}`),
  );
  if (values.length === rank) return values;
  throw invalidNgff(`${where}.${type} has ${values.length} numbers for ${rank} axes`);
}

/** `after` applied to what `first` gives. */
function compose(first: Placement, after: Placement): Placement {
  return {
    scale: first.scale.map((size, axis) => size * after.scale[axis]!),
    translation: first.translation.map(
      (offset, axis) => offset * after.scale[axis]! + after.translation[axis]!,
    ),
  };
}

function parseDownsampling({ type, metadata }: JsonObject): Downsampling | undefined {
  if (typeof type !== "string" && !isJsonObject(metadata)) return undefined;
  return { ...(typeof type === "string" && { type }), ...(isJsonObject(metadata) && { metadata }) };
}

/** What merely shows the pixels may be missing, but must not be of another kind. */
function parseChannel({ label, color, window, active }: JsonObject, where: string): Channel {
  const rgb = color === undefined ? undefined : parseColor(textField(color, `${where}.color`));
  const shown = window === undefined ? undefined : parseWindow(objectField(window, `${where}.window`), where);
  return {
    ...(typeof label === "string" && { name: label }),
    ...(rgb !== undefined && { color: rgb }),
    ...(shown && { window: shown }),
    ...(typeof active === "boolean" && { active }),
  };
}

/** Six hexadecimal digits, in files also with a number sign or alpha. */
function parseColor(text: string): number | undefined {
  const digits = /^#?([0-9a-f]{6})([0-9a-f]{2})?$/i.exec(text)?.[1];
  return digits === undefined ? undefined : Number.parseInt(digits, 16);
}

function parseWindow({ min, max, start, end }: JsonObject, where: string): ChannelWindow | undefined {
  const field = (value: Json | undefined, name: string) =>
    value === undefined ? undefined : numberField(value, `${where}.window.${name}`);
  const window = {
    min: field(min, "min") ?? field(start, "start"),
    max: field(max, "max") ?? field(end, "end"),
    start: field(start, "start"),
    end: field(end, "end"),
  };
  if (window.min === undefined || window.max === undefined) return undefined;
  return {
    min: window.min,
    max: window.max,
    ...(window.start !== undefined && { start: window.start }),
    ...(window.end !== undefined && { end: window.end }),
  };
}
