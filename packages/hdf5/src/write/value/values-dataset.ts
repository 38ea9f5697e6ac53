/**
 * Small datasets of any datatype, all values given at once: what chunks do not carry, such as references and records with
 * text in them.
 *
 * @module
 */

import { elementCount, type JsonObject, type Shape } from "@chunkwright/core";
import type { Datatype } from "../../type/datatype.ts";
import { message } from "../print/print-header.ts";
import { printContiguousLayout, printDataspace, printFillValue } from "../print/print-messages.ts";
import type { PrintableDataset } from "../printable-dataset.ts";
import { type CommittedDatatype, plainDatatype, printUsedDatatype } from "../type/committed-datatype.ts";
import { encodeValues, type WritableValue } from "./encode-values.ts";

/** A dataset of any datatype, with all its values. */
export interface ValuesInfo {
  readonly datatype: Datatype | CommittedDatatype;
  /** `undefined` for a null dataspace. */
  readonly shape: Shape | undefined;
  /** The elements in C order. */
  readonly values: readonly WritableValue[];
  readonly attributes: JsonObject;
}

/** Throws `RangeError` unless there are as many values as elements. */
export function valuesDataset(path: string, { datatype, shape, values }: ValuesInfo): PrintableDataset {
  const count = shape ? elementCount(shape) : 0;
  if (values.length !== count) {
    throw new RangeError(`Cannot create dataset ${path}: it has ${values.length} values, not ${count}`);
  }
  const bodyByteLength = count * plainDatatype(datatype).byteLength;
  return {
    messages(referents) {
      const { bytes, isShared } = printUsedDatatype(datatype, referents);
      return [
        message("DATASPACE", printDataspace(shape)),
        message("DATATYPE", bytes, isShared),
        message("FILL_VALUE", printFillValue("contiguous", new Uint8Array(0))),
      ];
    },
    bodyByteLength,
    printBody: (_, referents) => encodeValues(plainDatatype(datatype), values, referents),
    layout: (address) => message("LAYOUT", printContiguousLayout(address, bodyByteLength)),
  };
}
