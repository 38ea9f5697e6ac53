/**
 * Filter Pipeline messages: what chunks go through before they are stored. HDF5 File Format Specification 4.0 §IV.A.2.l.
 *
 * @module
 */

import { decodeText } from "@chunkwright/core";
import type { FieldReader } from "../file/field-reader.ts";
import { invalidHdf5 } from "../hdf5-error.ts";

export interface Filter {
  /** The number that The HDF Group has registered for the filter. */
  readonly id: number;
  readonly name: string;
  /** "Client data": the parameters. */
  readonly values: readonly number[];
}

/** Ids below it are the library's own and have no name in version 2. */
const FIRST_REGISTERED = 256;
/** H5Z_MAX_NFILTERS. */
const MAX_FILTERS = 32;

/**
 *    0  1  version, 1 or 2
 *    1  1  number of filters
 *  ( 2  6  version 1: reserved)
 *          of each filter: 2 id, 2 length of the name (version 2: from id 256), 2 flags, 2 number of values,
 *          the name (version 1: padded to 8), values of 4 (version 1: padded to 8)
 */
export function parseFilterPipeline(fields: FieldReader): readonly Filter[] {
  const version = fields.version(1, 2);
  const count = fields.u8();
  if (count > MAX_FILTERS)
    throw invalidHdf5(`Cannot read ${fields.what}: it lists ${count} filters`, { section: "§IV.A.2.l" });
  if (version === 1) fields.skip(6);
  return Array.from({ length: count }, () => {
    const id = fields.u16();
    const nameBytes = version === 1 || id >= FIRST_REGISTERED ? fields.u16() : 0;
    fields.skip(2);
    const valueCount = fields.u16();
    const start = fields.position;
    const name = decodeText(fields.take(nameBytes)).replace(/\0.*$/s, "");
    if (version === 1) fields.align(8, start);
    const values = Array.from({ length: valueCount }, () => fields.u32());
    if (version === 1 && valueCount % 2 === 1) fields.align(8, start);
    return { id, name, values };
  });
}
