/**
 * A dimension of netCDF-4 without a variable: a dataset as long as it is, of which nothing is stored. NetCDF Format
 * Specification, "NetCDF-4 Format".
 *
 * @module
 */

import { printDatatype } from "./print/print-datatype.ts";
import { message } from "./print/print-header.ts";
import { printContiguousLayout, printDataspace, printFillValue } from "./print/print-messages.ts";
import type { PrintableDataset } from "./printable-dataset.ts";
import { numericDatatype } from "./type/datatypes.ts";

/** The type by which netCDF-C knows it. */
const DATATYPE = numericDatatype("float32", "big");

export function netcdfDimension(length: number): PrintableDataset {
  return {
    messages: () => [
      message("DATASPACE", printDataspace([length])),
      message("DATATYPE", printDatatype(DATATYPE)),
      message("FILL_VALUE", printFillValue("contiguous", new Uint8Array(0))),
    ],
    bodyByteLength: 0,
    printBody: () => new Uint8Array(0),
    layout: () => message("LAYOUT", printContiguousLayout(undefined, length * DATATYPE.byteLength)),
  };
}
