/**
 * Fill values: what chunks that were never written hold. HDF5 File Format Specification 4.0 §IV.A.2.e and §IV.A.2.f.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import type { FieldReader } from "../file/field-reader.ts";

/** A write time. libhdf5 then ignores the fill value when it reads, too, and h5py shows zeros. */
const NEVER = 1;

/**
 * The bytes of one element; `undefined` where it is zero, was never defined or is never written.
 *
 *    0  1  version, 1 to 3
 *          versions 1 and 2: 1 allocation time, 1 write time, 1 defined (version 2: if so), 4 size, the value
 *          version 3: 1 flags, bits 2 and 3: write time, bit 5: 4 size, the value
 */
export function parseFillValue(fields: FieldReader): Bytes | undefined {
  const version = fields.version(1, 2, 3);
  if (version === 3) {
    const flags = fields.u8();
    return flags & 0x20 && ((flags >> 2) & 3) !== NEVER ? sized(fields) : undefined;
  }
  fields.skip(1);
  const writeTime = fields.u8();
  const isDefined = fields.u8() !== 0;
  return isDefined && writeTime !== NEVER ? sized(fields) : undefined;
}

/** The message of HDF5 1.4 and before: 4 size, the value. */
export function parseOldFillValue(fields: FieldReader): Bytes | undefined {
  return sized(fields);
}

function sized(fields: FieldReader): Bytes | undefined {
  // A size of -1, "undefined", is beyond what is left too.
  const size = fields.u32();
  return size === 0 || size > fields.remaining ? undefined : fields.take(size);
}
