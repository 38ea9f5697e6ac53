/**
 * Opening datasets. HDF5 File Format Specification 4.0 §IV.A.2.
 *
 * @module
 */

import {
  type CallOptions,
  type ChunkSource,
  elementCount,
  type JsonObject,
  type Shape,
} from "@chunkwright/core";
import { type Dataspace, parseDataspace } from "./array/dataspace.ts";
import { type ChunkedLayout, type Layout, parseLayout } from "./array/layout.ts";
import { storedSource } from "./array/located-source.ts";
import { virtualShape } from "./array/virtual-extent.ts";
import { readMappings } from "./array/virtual-mapping.ts";
import { type OpenMapped, virtualSource } from "./array/virtual-source.ts";
import { blankSource } from "./chunk/blank-chunk.ts";
import {
  ChunkedStorage,
  type ChunkStorage,
  contiguousStorage,
  emptyStorage,
  slabShape,
} from "./chunk/chunk-storage.ts";
import { ChunkTable } from "./chunk/chunk-table.ts";
import { type Filter, parseFilterPipeline } from "./chunk/filter-pipeline.ts";
import { openExternalFiles } from "./file/external-files.ts";
import type { FieldReader } from "./file/field-reader.ts";
import type { Hdf5Context } from "./hdf5-context.ts";
import { invalidHdf5 } from "./hdf5-error.ts";
import type { ChunkIndexAccess, Hdf5Dataset } from "./hdf5-file.ts";
import { readAttributes } from "./object/attribute.ts";
import { dimensionNames, type FindLinkName } from "./object/dimension-names.ts";
import { MESSAGE } from "./object/message-types.ts";
import { findMessage, type ObjectHeader, objectName } from "./object/object-header.ts";
import { committedAddress, resolveMessage } from "./object/shared-message.ts";
import type { Datatype } from "./type/datatype.ts";
import {
  convertedCodec,
  type ElementType,
  elementType,
  type FillValue,
  readFillValue,
} from "./type/element-type.ts";
import { meantElements, meantFill } from "./type/json-elements.ts";
import { parseDatatype } from "./type/parse-datatype.ts";
import { parseFillValue, parseOldFillValue } from "./value/fill-value.ts";

/** Where a dataset was found, and how others are reached from there. */
export interface DatasetPlace {
  readonly path: string;
  /** Last part of the path. */
  readonly name: string;
  readonly findLinkName: FindLinkName;
  readonly openMapped: OpenMapped;
}

/** All that a dataset's header says. */
interface Description {
  readonly path: string;
  readonly datatype: Datatype;
  readonly datatypeAddress: number | undefined;
  readonly element: ElementType;
  readonly shape: Shape;
  readonly maxShape: Dataspace["maxShape"];
  readonly isNull: boolean;
  readonly layout: Layout;
  /** Where the data of the layout message begin, from the base address. */
  readonly layoutAddress: number;
  readonly filters: readonly Filter[];
  readonly fill: FillValue;
  readonly externalFiles: FieldReader | undefined;
}

export function isDataset(header: ObjectHeader): boolean {
  return findMessage(header, MESSAGE.LAYOUT) !== undefined;
}

/** Throws "invalid-data" or "unsupported" if the dataset cannot be read as an array. */
export async function openDataset(
  context: Hdf5Context,
  header: ObjectHeader,
  place: DatasetPlace,
  options?: CallOptions,
): Promise<Hdf5Dataset> {
  const [stored, { attributes, logicalType, ...otherAttributes }] = await Promise.all([
    describe(context, header, place.path, options),
    readAttributes(context, header, options),
  ]);
  const element = meantElements(stored.element, logicalType);
  const fill = meantFill(stored.element, stored.fill, logicalType);
  const description = { ...stored, element, fill };
  const { shape, maxShape, isNull, datatype, datatypeAddress, path } = description;
  const object = { name: place.name, rank: shape.length, attributes, ...otherAttributes };
  const names = await dimensionNames(context, object, place.findLinkName, options);
  const axisNames = names && [...names, ...element.innerShape.map(() => null)];
  const described = {
    fillValue: description.fill.value,
    attributes,
    ...(axisNames && { dimensionNames: axisNames }),
  };
  const { address } = header;
  const opening = { context, address, description, described, openMapped: place.openMapped };
  const { source, chunkIndex } = await sourceOf(opening, options);
  return {
    ...source,
    ...otherAttributes,
    path,
    address,
    datatype,
    datatypeAddress,
    maxShape,
    isNull,
    chunkIndex,
  };
}

async function describe(
  context: Hdf5Context,
  header: ObjectHeader,
  path: string,
  options?: CallOptions,
): Promise<Description> {
  const message = async (type: number): Promise<FieldReader | undefined> => {
    const found = findMessage(header, type);
    return found && resolveMessage(context, found, options);
  };
  const required = async (type: number, name: string): Promise<FieldReader> => {
    const found = await message(type);
    if (found) return found;
    throw invalidHdf5(`Cannot read dataset ${path}: ${objectName(header.address)} has no ${name}`, {
      section: "§IV.A.2",
    });
  };
  const datatype = parseDatatype(await required(MESSAGE.DATATYPE, "datatype"));
  const { shape, maxShape } = parseDataspace(await required(MESSAGE.DATASPACE, "dataspace"));
  const layout = parseLayout(await required(MESSAGE.LAYOUT, "layout"));
  const pipeline = await message(MESSAGE.FILTER_PIPELINE);
  const fill = await message(MESSAGE.FILL_VALUE);
  const oldFill = fill ? undefined : await message(MESSAGE.FILL_VALUE_OLD);
  const element = elementType(datatype);
  const fillBytes = fill ? parseFillValue(fill) : oldFill && parseOldFillValue(oldFill);
  return {
    path,
    datatype,
    datatypeAddress: committedAddress(findMessage(header, MESSAGE.DATATYPE)!),
    element,
    // A null dataspace has no elements, as one axis without any has none.
    shape: shape ?? [0],
    maxShape: shape ? maxShape : [0],
    isNull: shape === undefined,
    layout,
    layoutAddress: findMessage(header, MESSAGE.LAYOUT)!.address,
    filters: pipeline ? parseFilterPipeline(pipeline) : [],
    fill: await readFillValue(context, element, fillBytes, options),
    externalFiles: await message(MESSAGE.EXTERNAL_FILES),
  };
}

interface Described {
  readonly fillValue: FillValue["value"];
  readonly attributes: JsonObject;
  readonly dimensionNames?: readonly (string | null)[];
}

type VirtualLayout = Extract<Layout, { readonly kind: "virtual" }>;

interface Opened {
  readonly source: ChunkSource;
  readonly chunkIndex: ChunkIndexAccess | undefined;
}

/** A dataset that is being opened: what its header says, and what becomes of that. */
interface Opening {
  readonly context: Hdf5Context;
  /** Address of the object header. */
  readonly address: number;
  readonly description: Description;
  readonly described: Described;
  readonly openMapped: OpenMapped;
}

async function sourceOf(opening: Opening, options?: CallOptions): Promise<Opened> {
  const { context, description } = opening;
  const { layout, shape, datatype } = description;
  // A virtual dataset that is stored as empty may have grown since.
  if (shape.includes(0) && layout.kind !== "chunked" && layout.kind !== "virtual") {
    return unindexed(opening, emptyStorage(shape, datatype.byteLength));
  }
  switch (layout.kind) {
    case "compact": {
      checkSize(description, layout.byteLength);
      const offset = context.baseAddress + description.layoutAddress + layout.position;
      return unindexed(opening, contiguousStorage(shape, datatype.byteLength, offset));
    }
    case "contiguous":
      return openContiguous(opening, layout.address, options);
    case "chunked":
      return openChunked(opening, layout);
    case "virtual":
      return openVirtual(opening, layout, options);
  }
}

/** The source of elements that `file`, by default the file of the dataset itself, holds in `storage`. */
function stored(
  { context, description, described }: Opening,
  storage: ChunkStorage,
  file: Hdf5Context = context,
): ChunkSource {
  const { path, shape, element, filters, fill } = description;
  const source = storedSource(file, { path, shape, element, filters, storage, described });
  return fill.elements ? blankSource(context, source, fill) : source;
}

function unindexed(opening: Opening, storage: ChunkStorage): Opened {
  return { source: stored(opening, storage), chunkIndex: undefined };
}

async function openContiguous(
  opening: Opening,
  address: number | undefined,
  options?: CallOptions,
): Promise<Opened> {
  const { context, description } = opening;
  const { shape, datatype, externalFiles } = description;
  const elementBytes = datatype.byteLength;
  if (externalFiles) {
    const byteLength = elementCount(shape) * elementBytes;
    const file = await openExternalFiles(context, externalFiles, byteLength, options);
    const storage = contiguousStorage(shape, elementBytes, 0);
    const source = stored(opening, storage, { ...context, file, isOneFile: false });
    return { source, chunkIndex: undefined };
  }
  if (address === undefined) return unindexed(opening, emptyStorage(shape, elementBytes));
  return unindexed(opening, contiguousStorage(shape, elementBytes, context.baseAddress + address));
}

function openChunked(opening: Opening, layout: ChunkedLayout): Opened {
  const { context, address, description } = opening;
  const { shape, maxShape, datatype, filters, path } = description;
  if (layout.chunkShape.length !== shape.length) {
    throw invalidHdf5(
      `Cannot read dataset ${path}: chunks of [${layout.chunkShape}] in a shape of [${shape}]`,
      { section: "§IV.A.2.i" },
    );
  }
  const chunkBytes = elementCount(layout.chunkShape) * datatype.byteLength;
  const hasFilters = filters.length > 0;
  const storage = new ChunkedStorage(context, { layout, shape, maxShape, chunkBytes, hasFilters });
  const owner = { fileSize: context.file.size, address };
  return {
    source: stored(opening, storage),
    chunkIndex: {
      export: async (options) => (await storage.table(options)).toBytes(owner),
      import: (bytes) => storage.useTable(ChunkTable.fromBytes(bytes, owner)),
    },
  };
}

async function openVirtual(
  { context, description, described, openMapped }: Opening,
  { heapAddress, heapIndex }: VirtualLayout,
  options?: CallOptions,
): Promise<Opened> {
  const { shape, datatype, element, fill } = description;
  const mappings =
    heapAddress === undefined ? [] : await readMappings(context, heapAddress, heapIndex, options);
  const extent = await virtualShape(shape, mappings, openMapped, options);
  const { dataType, logicalType, innerShape } = element;
  const info = {
    dataType,
    ...(logicalType && { logicalType }),
    shape: [...extent, ...innerShape],
    chunkShape: [...slabShape(extent, datatype.byteLength), ...innerShape],
    codecs: [convertedCodec(dataType)],
    ...described,
  };
  const source = virtualSource(context, { info, fill, mappings }, openMapped);
  return { source, chunkIndex: undefined };
}

/** Compact data that end early must not be continued with whatever follows them. */
function checkSize({ shape, datatype, path }: Description, byteLength: number): void {
  const expected = elementCount(shape) * datatype.byteLength;
  if (byteLength >= expected) return;
  throw invalidHdf5(
    `Cannot read dataset ${path}: ${byteLength} bytes are stored, its elements take ${expected}`,
    {
      section: "§IV.A.2.i",
    },
  );
}
