/**
 * The image of libhdf5's metadata cache, which programs leave in the file by `H5Pset_mdc_image_config`: the latest version
 * of a structure may be only there. The specification does not describe it; this follows `H5Cimage.c` of HDF5 1.10.
 *
 * @module
 */

import type { ByteSource, Bytes, CallOptions } from "@chunkwright/core";
import { type Hdf5Context, readChecked } from "../hdf5-context.ts";
import type { FieldReader } from "./field-reader.ts";

/** Bytes that replace those of the file. */
interface Patch {
  readonly offset: number;
  readonly bytes: Bytes;
}

/**
 * The file as the Metadata Cache Image message says it is to be read: an image over it.
 *
 *    0  1  version, 0
 *    1  O  address of the image
 *       L  length of the image
 */
export async function applyCacheImage(
  context: Hdf5Context,
  message: FieldReader,
  options?: CallOptions,
): Promise<ByteSource> {
  message.version(0);
  const address = message.definedAddress();
  const length = message.length();
  const what = `the metadata cache image at ${address}`;
  const patches = parseCacheImage(await readChecked(context, address, length, what, options), context);
  return patchFile(context.file, patches);
}

/**
 *    0  4  signature "MDCI"
 *    4  1  version, 0
 *    5  1  flags
 *    6  L  length of the image
 *       4  number of entries
 *          entries, one after the other:
 *            0   4  type, flags, ring and age
 *            4   4  children that it waits for when it is written, all and changed ones
 *            8   2  parents that wait for it
 *           10   4  place among the least recently used
 *           14   O  address
 *                L  length
 *                O  address of each parent
 *                   bytes
 *       4  checksum
 */
function parseCacheImage(fields: FieldReader, { baseAddress, sizeOfOffsets }: Hdf5Context): Patch[] {
  fields.signature("MDCI");
  fields.version(0);
  fields.skip(1);
  fields.length();
  const count = fields.u32();
  const patches: Patch[] = [];
  for (let n = 0; n < count; n += 1) {
    fields.skip(8);
    const parents = fields.u16();
    fields.skip(4);
    const offset = baseAddress + fields.definedAddress();
    const length = fields.length();
    fields.skip(parents * sizeOfOffsets);
    patches.push({ offset, bytes: fields.take(length) });
  }
  return patches;
}

/** The file with bytes replaced. It is read in blocks, so comparing each read with every patch costs little. */
function patchFile(file: ByteSource, patches: readonly Patch[]): ByteSource {
  return {
    size: file.size,
    async read(offset, length, options) {
      const read = await file.read(offset, length, options);
      for (const patch of patches) {
        const start = Math.max(offset, patch.offset);
        const end = Math.min(offset + length, patch.offset + patch.bytes.byteLength);
        if (start < end)
          read.set(patch.bytes.subarray(start - patch.offset, end - patch.offset), start - offset);
      }
      return read;
    },
  };
}
