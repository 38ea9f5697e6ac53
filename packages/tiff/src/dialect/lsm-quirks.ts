/**
 * Corrects wrong fields and strip tables of Zeiss LSM files, as tifffile does.
 *
 * @module
 */

import { type CallOptions, dataViewOf } from "@chunkwright/core";
import { readIfdEntries } from "../ifd/ifd-entries.ts";
import { TAGS } from "../ifd/tags.ts";
import type { ChunkTable } from "../image/chunk-table.ts";
import { COMPRESSION_LZW } from "../image/compression.ts";
import type { TiffContext } from "../tiff-context.ts";
import type { IfdFields } from "../tiff-file.ts";

export async function isLsm(context: TiffContext, options?: CallOptions): Promise<boolean> {
  return (await readIfdEntries(context, context.firstIfdOffset, options)).has(TAGS.CZ_LSMINFO);
}

/**
 * Whether the fields must be corrected if the file is LSM. Two BitsPerSample would fit into their entry, but LSM stores
 * them elsewhere: the entry holds their offset.
 */
export function hasLsmQuirks({ bitsPerSample }: IfdFields): boolean {
  return bitsPerSample.length === 2 && bitsPerSample[0] !== bitsPerSample[1];
}

/** The corrected fields if the file is LSM; else the fields as they are. */
export async function withoutLsmQuirks(
  context: TiffContext,
  fields: IfdFields,
  options?: CallOptions,
): Promise<IfdFields> {
  if (!(await isLsm(context, options))) return fields;
  const [low = 0, high = 0] = fields.bitsPerSample;
  const bytes = await context.blocks.read(low + 65536 * high, 4, "the BitsPerSample of an LSM file", options);
  const view = dataViewOf(bytes);
  const bitsPerSample = [view.getUint16(0, context.littleEndian), view.getUint16(2, context.littleEndian)];
  return { ...fields, bitsPerSample };
}

/** Whether the table of strips must be corrected if the file is LSM. */
export function mayHaveLsmTable(context: TiffContext, { compression }: IfdFields): boolean {
  return !context.isBigTiff && (isLarge(context) || compression === COMPRESSION_LZW);
}

/** The stored byte counts are those of the uncompressed pixels, and the stored offsets only the low 32 bits. */
export function correctedLsmTable(
  context: TiffContext,
  ifdOffset: number,
  table: ChunkTable,
): Pick<ChunkTable, "place"> {
  return {
    async place(n, options) {
      const stored = await table.place(n, options);
      const whole = isLarge(context)
        ? (await context.lsmOffsets.get(options)).get(ifdOffset)?.[n]
        : undefined;
      const offset = whole ?? stored.offset;
      const left = Math.max(0, context.file.size - offset);
      return { offset, byteCount: Math.min(stored.byteCount ?? left, left) };
    },
  };
}

function isLarge({ file }: TiffContext): boolean {
  return file.size > 2 ** 32;
}
