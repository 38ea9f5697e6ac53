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
  type Shape,
} from "@chunkwright/core";
import type { Endian } from "../datatype.ts";
import { bytesCodec } from "../element-type.ts";
import { codecsOfFilters } from "../filter-codecs.ts";
import type { Filter } from "../filter-pipeline.ts";
import { unsupportedHdf5 } from "../hdf5-error.ts";
import { type ElementDatatype, elementDatatype } from "./element-datatype.ts";
import { filtersOfCodecs } from "./filters-of-codecs.ts";
import type { TypedAttribute } from "./typed-attribute.ts";

/** Chunks apart and indexed; all elements in C order; or those in the dataset's header, 64 KiB at most. */
export type DatasetLayout = "chunked" | "contiguous" | "compact";

export interface DatasetPlan extends ElementDatatype {
  /** What a reader will see, but for the chunks of layouts without any. */
  readonly info: ArrayInfo;
  readonly layout: DatasetLayout;
  readonly filters: readonly Filter[];
  /** Bytes of an element as stored: of variable length, that of the reference to it. */
  readonly elementBytes: number;
  /** Those of `info` that are stored as such. */
  readonly attributes: JsonObject;
  /** Names of axes as H5DS has them. */
  readonly labels: TypedAttribute | undefined;
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
export function planDataset(path: string, wanted: ArrayInfo, layout?: DatasetLayout): DatasetPlan {
  const { dataType, shape, chunkShape } = wanted;
  const [serializer, ...compressors] = wanted.codecs;
  if (!serializer) throw new TypeError(`Cannot create dataset ${path}: it has no codecs`);
  if (shape.length > MAX_RANK) throw unwritable(path, `${shape.length} axes`);
  const endian = endianOf(path, dataType, serializer);
  const element = elementDatatype(wanted, endian);
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
  const chosen = layout ?? (filters.length === 0 && coversAll(info) ? "contiguous" : "chunked");
  checkLayout(path, info, chosen, elementBytes);
  return { ...element, ...labelled(info), info, layout: chosen, filters, elementBytes };
}

/**
 * Names of axes take the place of what named them in the file that the array comes from: references name addresses
 * there. HDF5 Dimension Scale Specification 1.0.
 */
function labelled({ attributes, dimensionNames }: ArrayInfo): Pick<DatasetPlan, "attributes" | "labels"> {
  const {
    DIMENSION_LIST: _list,
    REFERENCE_LIST: _references,
    DIMENSION_LABELS: _labels,
    ...kept
  } = attributes;
  const texts = dimensionNames?.map((name) => name ?? "") ?? [];
  const isNamed = texts.some((name) => name !== "");
  return { attributes: kept, labels: isNamed ? { texts, shape: [texts.length], isHidden: true } : undefined };
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
