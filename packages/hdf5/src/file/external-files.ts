/**
 * Contiguous elements in other files, as they come from programs that write no HDF5. HDF5 File Format Specification
 * 4.0 §IV.A.2.h.
 *
 * @module
 */

import type { ByteSource, Bytes, CallOptions } from "@chunkwright/core";
import type { Hdf5Context } from "../hdf5-context.ts";
import { invalidHdf5, unsupportedHdf5 } from "../hdf5-error.ts";
import { readLocalHeap } from "../heap/local-heap.ts";
import type { FieldReader } from "./field-reader.ts";

/** Part of a file that the next bytes of the dataset lie in. */
interface Slot {
  readonly name: string;
  readonly offset: number;
  /** `undefined`: as many as there are. */
  readonly length: number | undefined;
}

/**
 *    0  1  version, 1
 *    1  3  reserved
 *    4  2  allocated slots
 *    6  2  used slots
 *    8  O  address of the local heap of names
 *          slots: L name offset, L offset in the file, L size
 */
async function readSlots(
  context: Hdf5Context,
  fields: FieldReader,
  options?: CallOptions,
): Promise<readonly Slot[]> {
  fields.version(1);
  fields.skip(5);
  const count = fields.u16();
  const heap = await readLocalHeap(context, fields.definedAddress(), options);
  return Array.from({ length: count }, () => ({
    name: heap.text(fields.length()),
    offset: fields.length(),
    length: fields.uintOrUndefined(fields.sizes.sizeOfLengths),
  }));
}

/** The files of a dataset as one. Bytes beyond the end of a file, or of a file that is not there, are 0. */
export async function openExternalFiles(
  context: Hdf5Context,
  message: FieldReader,
  byteLength: number,
  options?: CallOptions,
): Promise<ByteSource> {
  const slots = await readSlots(context, message, options);
  const { openSibling } = context;
  if (!openSibling) {
    const names = slots.map(({ name }) => name).join(", ");
    throw unsupportedHdf5(
      `Cannot read elements stored in ${names}: opening other files was not allowed`,
      "external files",
    );
  }
  const files = await Promise.all(slots.map(({ name }) => openSibling(name, options)));
  const missing = files.findIndex((file) => !file);
  if (missing !== -1) {
    throw invalidHdf5(`Cannot read elements stored in ${slots[missing]!.name}: there is no such file`, {
      section: "§IV.A.2.h",
    });
  }
  return {
    size: byteLength,
    async read(offset, length, readOptions) {
      const result: Bytes = new Uint8Array(length);
      let slotStart = 0;
      for (const [n, slot] of slots.entries()) {
        const file = files[n];
        const slotBytes = slot.length ?? byteLength - slotStart;
        const from = Math.max(offset, slotStart);
        const to = Math.min(offset + length, slotStart + slotBytes);
        const fileOffset = slot.offset + from - slotStart;
        const available = Math.min(to - from, (file?.size ?? 0) - fileOffset);
        if (file && available > 0)
          result.set(await file.read(fileOffset, available, readOptions), from - offset);
        slotStart += slotBytes;
      }
      return result;
    },
  };
}
