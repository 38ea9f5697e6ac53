/**
 * What the object header of a dataset says. HDF5 File Format Specification 4.0 §IV.A.2.
 *
 * @module
 */

import { type Bytes, elementCount, isFixed } from "@chunkwright/core";
import type { DatasetPlan } from "../plan-dataset.ts";
import type { Referents } from "../reference-to.ts";
import { printUsedDatatype } from "../type/committed-datatype.ts";
import { objectOf } from "../value/variable-elements.ts";
import { message, type PrintedMessage } from "./print-header.ts";
import {
  printChunkedLayout,
  printCompactLayout,
  printContiguousLayout,
  printDataspace,
  printFillValue,
  printFilterPipeline,
} from "./print-messages.ts";

/** Messages about the elements, except where they are; `fill` is the fill value of fixed-size elements, empty if it is zero. */
export function printDataset(
  { usedDatatype, filters, info, layout, maxShape }: DatasetPlan,
  fill: Bytes,
  referents: Referents,
): readonly PrintedMessage[] {
  const { shape, dataType, fillValue } = info;
  const storedFill = isFixed(dataType) ? fill : variableFill(objectOf(dataType, fillValue), referents);
  const pipeline = filters.length > 0 ? [message("FILTER_PIPELINE", printFilterPipeline(filters))] : [];
  const { bytes, isShared } = printUsedDatatype(usedDatatype, referents);
  return [
    message("DATASPACE", printDataspace(shape, maxShape)),
    message("DATATYPE", bytes, isShared),
    message("FILL_VALUE", printFillValue(layout, storedFill)),
    ...pipeline,
  ];
}

function variableFill(object: Bytes, referents: Referents): Bytes {
  return object.byteLength === 0 ? new Uint8Array(0) : referents.store([object]);
}

/** Where elements went. */
export interface ElementsPlace {
  /** The elements themselves, in a compact dataset. */
  readonly compact: Bytes | undefined;
  /** Where contiguous elements begin. */
  readonly start: number | undefined;
  /** Address of the chunk index. The message is as long without it. */
  readonly indexAddress: number | undefined;
}

export function printLayout(
  { info, layout, elementBytes }: DatasetPlan,
  place: ElementsPlace,
): PrintedMessage {
  switch (layout) {
    case "compact":
      return message("LAYOUT", printCompactLayout(place.compact ?? new Uint8Array(0)));
    case "contiguous": {
      const byteLength = elementCount(info.shape) * elementBytes;
      return message("LAYOUT", printContiguousLayout(place.start, byteLength));
    }
    case "chunked":
      return message("LAYOUT", printChunkedLayout(place.indexAddress, info.chunkShape, elementBytes));
  }
}
