/**
 * How OME-XML names data types.
 *
 * @module
 */

import type { DataType } from "@chunkwright/core";

/** OME's name of a data type; `undefined` if it has none. ome.xsd 2016-06, PixelType. */
export function omePixelType(dataType: DataType): string | undefined {
  return PIXEL_TYPES[dataType];
}

const PIXEL_TYPES: { readonly [dataType in DataType]?: string } = {
  int8: "int8",
  int16: "int16",
  int32: "int32",
  uint8: "uint8",
  uint16: "uint16",
  uint32: "uint32",
  float32: "float",
  float64: "double",
  complex64: "complex",
  complex128: "double-complex",
};
