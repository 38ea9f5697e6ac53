/**
 * Messages of object headers, in versions that HDF5 1.8 and all later ones read. HDF5 File Format Specification 4.0
 * §IV.A.2.
 *
 * @module
 */

import type { Bytes, Shape } from "@chunkwright/core";
import type { Filter } from "../../chunk/filter-pipeline.ts";
import type { PrintedDatatype } from "../type/committed-datatype.ts";
import { encodeText, FieldWriter } from "./field-writer.ts";

/**
 * Version 1, §IV.A.2.b; a null dataspace, which has no shape, in version 2. `maxShape` says how far axes
 * may grow, `undefined` without limit; none: not at all.
 */
export function printDataspace(
  shape: Shape | undefined,
  maxShape: readonly (number | undefined)[] = [],
): Bytes {
  if (!shape) return new FieldWriter().u8(2).u8(0).u8(0).u8(2).bytes;
  const fields = new FieldWriter()
    .u8(1)
    .u8(shape.length)
    .u8(maxShape.length > 0 ? 1 : 0)
    .zeros(5);
  for (const length of shape) fields.u64(length);
  for (const length of maxShape) fields.address(length);
  return fields.bytes;
}

/** When room is made for elements: "early" for compact datasets, "late" contiguous, "incremental" chunked ones. */
const ALLOCATION = { compact: 1, contiguous: 2, chunked: 3 } as const;
const WRITE_IF_SET = 2;

/** Version 2, §IV.A.2.f. No bytes: zero. */
export function printFillValue(layout: keyof typeof ALLOCATION, value: Bytes): Bytes {
  return new FieldWriter()
    .u8(2)
    .u8(ALLOCATION[layout])
    .u8(WRITE_IF_SET)
    .u8(1)
    .u32(value.byteLength)
    .put(value).bytes;
}

const OPTIONAL = 1;

/** Version 1, §IV.A.2.l. Filters are optional, so that chunks may go without. */
export function printFilterPipeline(filters: readonly Filter[]): Bytes {
  const fields = new FieldWriter().u8(1).u8(filters.length).zeros(6);
  for (const { id, name, values } of filters) {
    const encoded = name === "" ? new Uint8Array(0) : encodeText(`${name}\0`);
    fields.u16(id).u16(Math.ceil(encoded.byteLength / 8) * 8);
    fields.u16(OPTIONAL).u16(values.length).put(encoded).align(8);
    for (const value of values) fields.u32(value);
    fields.align(8);
  }
  return fields.bytes;
}

/** Version 3, §IV.A.2.i. */
export function printCompactLayout(data: Bytes): Bytes {
  return new FieldWriter(data.byteLength + 4).u8(3).u8(0).u16(data.byteLength).put(data).bytes;
}

export function printContiguousLayout(address: number | undefined, byteLength: number): Bytes {
  return new FieldWriter().u8(3).u8(1).address(address).u64(byteLength).bytes;
}

/** `address` of a version 1 B-tree; none while there is no chunk. */
export function printChunkedLayout(
  address: number | undefined,
  chunkShape: Shape,
  elementBytes: number,
): Bytes {
  const fields = new FieldWriter()
    .u8(3)
    .u8(2)
    .u8(chunkShape.length + 1)
    .address(address);
  for (const length of chunkShape) fields.u32(length);
  return fields.u32(elementBytes).bytes;
}

export interface PrintableAttribute {
  readonly name: string;
  readonly datatype: PrintedDatatype;
  readonly shape: Shape | undefined;
  readonly bytes: Bytes;
}

const UTF_8 = 1;

/**
 * §IV.A.2.m: version 1, whose parts are padded to 8 bytes each; 3 for names that are not ASCII, whose character set it
 * alone tells, and for committed datatypes.
 */
export function printAttribute({ name, datatype, shape, bytes }: PrintableAttribute): Bytes {
  const parts = [encodeText(`${name}\0`), datatype.bytes, printDataspace(shape)];
  const isAscii = parts[0]!.every((byte) => byte < 128);
  const isOld = isAscii && !datatype.isShared;
  const fields = new FieldWriter(bytes.byteLength + 64).u8(isOld ? 1 : 3).u8(datatype.isShared ? 1 : 0);
  for (const part of parts) fields.u16(part.byteLength);
  if (!isOld) fields.u8(isAscii ? 0 : UTF_8);
  for (const part of parts) {
    fields.put(part);
    if (isOld) fields.align(8);
  }
  return fields.put(bytes).bytes;
}

/** §IV.A.2.r. */
export function printSymbolTable(treeAddress: number, heapAddress: number): Bytes {
  return new FieldWriter().address(treeAddress).address(heapAddress).bytes;
}
