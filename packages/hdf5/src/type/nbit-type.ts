/**
 * The element type that the filter nbit keeps among its parameters. HDF5 2.0, H5Znbit.c.
 *
 * @module
 */

import { invalidHdf5, unsupportedHdf5 } from "../hdf5-error.ts";

/** A number within an element, in the terms of `hdf5.nbit`. */
export type NbitNumber = {
  readonly start: number;
  readonly elementsize: number;
  readonly precision: number;
  readonly offset: number;
  readonly endian: "little" | "big";
};

export interface NbitType {
  readonly byteLength: number;
  readonly numbers: readonly NbitNumber[];
}

const ATOMIC = 1;
const ARRAY = 2;
const COMPOUND = 3;
const OTHER = 4;
/** Numbers in one element: more than any record has, and little enough to keep. */
const MOST_NUMBERS = 2 ** 16;
/** As deep as datatypes may be nested. */
const MAX_DEPTH = 32;

/**
 * The type at the front of `values`:
 *   atomic    1, size, byte order, precision, bit offset
 *   array     2, size of all, the type of one
 *   compound  3, size, number of members; of each its byte offset and type
 *   other     4, size: whole bytes
 */
export function nbitType(values: readonly number[]): NbitType {
  let next = 0;
  const take = (): number => {
    const value = values[next];
    if (value === undefined) throw invalidNbit(`its ${values.length} parameters end within a type`);
    next += 1;
    return value;
  };

  function read(depth = 0): NbitType {
    if (depth > MAX_DEPTH) throw invalidNbit("its type is nested too deeply");
    const kind = take();
    const byteLength = take();
    switch (kind) {
      case ATOMIC: {
        const [order, precision, offset] = [take(), take(), take()];
        const endian = order === 1 ? "big" : "little";
        return { byteLength, numbers: [{ start: 0, elementsize: byteLength, precision, offset, endian }] };
      }
      case ARRAY:
        return repeated(read(depth + 1), byteLength);
      case COMPOUND: {
        const numbers: NbitNumber[] = [];
        for (let members = take(); members > 0; members -= 1) {
          const start = take();
          numbers.push(...movedBy(start, read(depth + 1).numbers));
          checkCount(numbers.length);
        }
        return { byteLength, numbers };
      }
      case OTHER:
        return repeated({ byteLength: 1, numbers: [BYTE] }, byteLength);
      default:
        throw unsupportedHdf5(
          `Cannot decode filter nbit: its type has class ${kind}`,
          `nbit types of class ${kind}`,
        );
    }
  }
  return read();
}

const BYTE: NbitNumber = { start: 0, elementsize: 1, precision: 8, offset: 0, endian: "little" };

function repeated({ byteLength: step, numbers }: NbitType, byteLength: number): NbitType {
  if (!(step > 0) || byteLength % step !== 0) {
    throw invalidNbit(`an array of ${byteLength} bytes has elements of ${step}`);
  }
  checkCount((byteLength / step) * numbers.length);
  const starts = Array.from({ length: byteLength / step }, (_, i) => i * step);
  return { byteLength, numbers: starts.flatMap((start) => movedBy(start, numbers)) };
}

function movedBy(distance: number, numbers: readonly NbitNumber[]): readonly NbitNumber[] {
  return numbers.map((number) => ({ ...number, start: number.start + distance }));
}

function checkCount(count: number): void {
  if (count <= MOST_NUMBERS) return;
  throw unsupportedHdf5(
    `Cannot decode filter nbit: its type has ${count} numbers`,
    `nbit types of more than ${MOST_NUMBERS} numbers`,
  );
}

function invalidNbit(fact: string): Error {
  return invalidHdf5(`Cannot decode filter nbit: ${fact}`, { section: "§IV.A.2.l" });
}
