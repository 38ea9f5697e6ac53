/**
 * What an array becomes: datatype, layout and filters.
 *
 * @module
 */

import {
  type ArrayInfo,
  type CodecSpec,
  elementCount,
  gridShape,
  isFixed,
  type JsonObject,
  jsonEquals,
  type Shape,
} from "@chunkwright/core";
import { codecsOfFilters } from "../chunk/filter-codecs.ts";
import type { Filter } from "../chunk/filter-pipeline.ts";
import { unsupportedHdf5 } from "../hdf5-error.ts";
import { withoutScaleAttributes } from "../object/scale-attributes.ts";
import type { Datatype, Endian } from "../type/datatype.ts";
import { bytesCodec } from "../type/element-type.ts";
import { filtersOfCodecs } from "./filters-of-codecs.ts";
import { type CommittedDatatype, plainDatatype } from "./type/committed-datatype.ts";
import {
  type ElementDatatype,
  elementDatatype,
  isStoredAs,
  withLogicalType,
} from "./type/element-datatype.ts";

/** Chunks apart and indexed; all elements in C order; or those in the dataset's header, 64 KiB at most. */
export type DatasetLayout = "chunked" | "contiguous" | "compact";

/** What of a dataset may be chosen; else it is as its array suggests. */
export interface DatasetChoices {
  /** By default "contiguous" for arrays of one chunk without filters, else "chunked". */
  readonly layout?: DatasetLayout | undefined;
  /** The datatype of the elements, as which they must be stored byte for byte. */
  readonly datatype?: Datatype | CommittedDatatype | undefined;
  /** How far each axis of a chunked dataset may grow, `undefined` without limit; by default not at all. */
  readonly maxShape?: readonly (number | undefined)[] | undefined;
}

export interface DatasetPlan extends ElementDatatype {
  /** `datatype`, or where it has been committed. */
  readonly usedDatatype: Datatype | CommittedDatatype;
  /** What a reader will see; readers divide layouts without chunks in their own way. */
  readonly info: ArrayInfo;
  readonly layout: DatasetLayout;
  readonly filters: readonly Filter[];
  /** None: axes do not grow. */
  readonly maxShape: readonly (number | undefined)[];
  /** Bytes of an element as stored: of variable length, that of the reference to it. */
  readonly elementBytes: number;
  /** The attributes of `info` that are stored as attributes: not those that named axes in the array's own file. */
  readonly attributes: JsonObject;
}

const MAX_RANK = 32;
/** Sizes of 32 bits. */
const MAX_LENGTH = 2 ** 32 - 1;
/** Their places take 16 bytes of memory each. */
const MAX_CHUNKS = 2 ** 27;
const MAX_COMPACT_BYTES = 65000;

/**
 * Throws "unsupported" for what HDF5 cannot say, `RangeError` for a layout that does not suit the chunks. Elements of
 * variable length, and those of arrays without axes, go without filters.
 */
export function planDataset(path: string, wanted: ArrayInfo, choices: DatasetChoices = {}): DatasetPlan {
  const { dataType, shape, chunkShape } = wanted;
  const [serializer, ...compressors] = wanted.codecs;
  if (!serializer) throw new TypeError(`Cannot create dataset ${path}: it has no codecs`);
  if (shape.length > MAX_RANK) throw unwritable(path, `${shape.length} axes`);
  const endian = endianOf(path, dataType, serializer);
  const element = chosenDatatype(path, wanted, endian, choices.datatype) ?? elementDatatype(wanted, endian);
  const elementBytes = element.datatype.byteLength;
  const chunkBytes = elementCount(chunkShape) * elementBytes;
  if (chunkBytes > MAX_LENGTH) throw unwritable(path, `chunks of ${chunkBytes} bytes`);
  const chunks = elementCount(gridShape(wanted));
  if (chunks > MAX_CHUNKS) {
    throw unsupportedHdf5(
      `Cannot create dataset ${path}: its ${chunks} chunks are too many to keep in mind`,
      `more than ${MAX_CHUNKS} chunks`,
    );
  }
  const isFilterable = isFixed(dataType) && shape.length > 0;
  const filters = isFilterable ? filtersOfCodecs(compressors, { elementBytes, chunkBytes }) : [];
  const codecs = isFixed(dataType)
    ? [bytesCodec(dataType, endian), ...codecsOfFilters(filters, elementBytes, 0)]
    : [serializer];
  const info = { ...wanted, codecs };
  const isGrowing = choices.maxShape?.some((length, axis) => length !== shape[axis]) ?? false;
  const isWhole = filters.length === 0 && coversAll(info) && !isGrowing;
  const layout = choices.layout ?? (isWhole ? "contiguous" : "chunked");
  checkLayout(path, info, layout, elementBytes);
  const maxShape = isGrowing || layout === "chunked" ? growth(path, info, choices.maxShape, layout) : [];
  return {
    ...element,
    usedDatatype: choices.datatype ?? element.datatype,
    attributes: withoutAxisNames(info),
    info,
    layout,
    filters,
    maxShape,
    elementBytes,
  };
}

/** `undefined` unless a datatype was chosen. Throws `RangeError` if the array's elements are not stored as it says. */
function chosenDatatype(
  path: string,
  info: ArrayInfo,
  endian: Endian,
  chosen: Datatype | CommittedDatatype | undefined,
): ElementDatatype | undefined {
  if (!chosen) return undefined;
  const datatype = plainDatatype(chosen);
  if (!isStoredAs(datatype, info.dataType, endian)) {
    throw new RangeError(
      `Cannot create dataset ${path}: ${datatype.class} of ${datatype.byteLength} bytes does not hold ${info.dataType}`,
    );
  }
  return withLogicalType(datatype, info.logicalType);
}

/**
 * Growing datasets are chunked. Chunks may be larger than the dataset if the dataset may become as large: libhdf5 refuses
 * them otherwise.
 */
function growth(
  path: string,
  { shape, chunkShape }: ArrayInfo,
  wanted: DatasetChoices["maxShape"],
  layout: DatasetLayout,
): readonly (number | undefined)[] {
  if (layout !== "chunked") throw new RangeError(`Cannot create ${layout} dataset ${path}: only chunks grow`);
  const maxShape = wanted ?? shape;
  const isPossible =
    maxShape.length === shape.length && shape.every((length, axis) => !(maxShape[axis]! < length));
  if (!isPossible) {
    throw new RangeError(
      `Cannot create dataset ${path}: its shape of [${shape}] cannot grow to [${maxShape}]`,
    );
  }
  const reached = maxShape.map((length, axis) => length && Math.max(length, chunkShape[axis]!));
  return reached.some((length, axis) => length !== shape[axis]) ? reached : [];
}

/** Attributes without those that say what dimension names say: H5DS's, and xarray's in Zarr v2. */
function withoutAxisNames({ attributes, dimensionNames }: ArrayInfo): JsonObject {
  const { _ARRAY_DIMENSIONS: names, ...others } = withoutScaleAttributes(attributes);
  const isSaid = names === undefined || jsonEquals(names, [...(dimensionNames ?? [])]);
  return isSaid ? others : { ...others, _ARRAY_DIMENSIONS: names };
}

/** The byte order that the serializing codec gives elements, unless they have none. */
function endianOf(path: string, dataType: ArrayInfo["dataType"], { name, configuration }: CodecSpec): Endian {
  if (!isFixed(dataType)) return "little";
  if (name !== "bytes") throw unwritable(path, `codec ${name}`);
  return configuration?.endian === "big" ? "big" : "little";
}

function checkLayout(
  path: string,
  { shape, chunkShape, codecs, dataType }: ArrayInfo,
  layout: DatasetLayout,
  elementBytes: number,
): void {
  const refuse = (fact: string) => new RangeError(`Cannot create ${layout} dataset ${path}: ${fact}`);
  if (layout === "chunked") {
    if (shape.length === 0) throw refuse("it has no axes");
    return;
  }
  if (isFixed(dataType) && codecs.length > 1) throw refuse("only chunks go through filters");
  if (!isSlab({ shape, chunkShape }))
    throw refuse(`chunks of [${chunkShape}] are not contiguous in [${shape}]`);
  if (layout === "contiguous") return;
  const byteLength = elementCount(shape) * elementBytes;
  if (!coversAll({ shape, chunkShape })) throw refuse("it has more than one chunk");
  if (byteLength > MAX_COMPACT_BYTES) throw refuse(`${byteLength} bytes do not fit into a header`);
}

interface Grid {
  readonly shape: Shape;
  readonly chunkShape: Shape;
}

function coversAll(grid: Grid): boolean {
  return elementCount(gridShape(grid)) <= 1;
}

/** Whether the elements of each chunk follow one another in C order of the array. */
function isSlab({ shape, chunkShape }: Grid): boolean {
  const cut = chunkShape.findIndex((length, axis) => length > 1 && shape[axis]! > 1);
  return cut === -1 || chunkShape.every((length, axis) => axis <= cut || length >= shape[axis]!);
}

function unwritable(path: string, feature: string): Error {
  return unsupportedHdf5(`Cannot create dataset ${path}: HDF5 has no ${feature}`, feature);
}
