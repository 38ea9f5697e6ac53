/**
 * Datatypes that are objects of the file themselves. HDF5 File Format Specification 4.0 §IV.A.2.d.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import type { Datatype } from "../../type/datatype.ts";
import { FieldWriter } from "../print/field-writer.ts";
import { printDatatype } from "../print/print-datatype.ts";
import type { Referents } from "../reference-to.ts";

/** A datatype by the path at which it has been committed. */
export interface CommittedDatatype {
  readonly class: "committed";
  readonly path: string;
  readonly datatype: Datatype;
}

export function plainDatatype(datatype: Datatype | CommittedDatatype): Datatype {
  return datatype.class === "committed" ? datatype.datatype : datatype;
}

export interface PrintedDatatype {
  readonly bytes: Bytes;
  readonly isShared: boolean;
}

const VERSION = 2;
const COMMITTED = 2;

/** The datatype itself; of a committed one where it is: a Shared Message, §IV.A.2, version 2. */
export function printUsedDatatype(
  datatype: Datatype | CommittedDatatype,
  referents: Referents,
): PrintedDatatype {
  if (datatype.class !== "committed") return { bytes: printDatatype(datatype), isShared: false };
  const address = referents.useDatatype(datatype.path);
  return { bytes: new FieldWriter(10).u8(VERSION).u8(COMMITTED).address(address).bytes, isShared: true };
}
