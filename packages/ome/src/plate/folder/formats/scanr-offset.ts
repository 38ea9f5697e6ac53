/**
 * The offset of scanR's pixels: files of its 12-bit cameras hold signed numbers as if they had no sign, so that 32768 is added to
 * each.
 *
 * @module
 */

import { type Chunk, type ChunkSource, computedSource, isStorageError, readRegion } from "@chunkwright/core";
import { openImageFile } from "../../../tiff/series/open-image-file.ts";
import type { ReadSeriesOptions } from "../../../tiff/series/series-options.ts";

const OFFSET = 0x8000;
const MAX_VALUE = 0x0fff;

/** Whether all pixels of a file are 12-bit numbers with the offset added. Of a file that cannot be read, nobody knows: false. */
export async function hasScanROffset(path: string, options: ReadSeriesOptions): Promise<boolean> {
  try {
    const { source } = (await openImageFile(path, options)).image.levels[0];
    if (!isWord(source)) return false;
    const { shape } = source.info;
    const chunk = await readRegion(source, { start: shape.map(() => 0), shape }, options);
    return wordsOf(chunk).every((value) => value >= OFFSET && value <= OFFSET + MAX_VALUE);
  } catch (error) {
    if (isStorageError(error)) return false;
    throw error;
  }
}

/** The pixels without the offset, as unsigned numbers. */
export function withoutScanROffset(source: ChunkSource): ChunkSource {
  if (!isWord(source)) return source;
  const { codecs: _, ...info } = source.info;
  return computedSource({ ...info, dataType: "uint16", fillValue: 0 }, async (index, options) => {
    const chunk = await source.readChunk(index, options);
    return chunk && { dataType: "uint16", shape: chunk.shape, data: subtracted(wordsOf(chunk)) };
  });
}

function isWord({ info }: ChunkSource): boolean {
  return info.dataType === "uint16" || info.dataType === "int16";
}

/** The elements as unsigned numbers of the same bits. */
function wordsOf(chunk: Chunk): Uint16Array<ArrayBuffer> {
  if (chunk.dataType === "uint16") return chunk.data;
  if (chunk.dataType !== "int16") throw new TypeError(`Cannot take ${chunk.dataType} for words`);
  return new Uint16Array(chunk.data.buffer, chunk.data.byteOffset, chunk.data.length);
}

/** The numbers without the offset. Numbers below it, which frames without light may hold, stay as they are. */
function subtracted(words: Uint16Array<ArrayBuffer>): Uint16Array<ArrayBuffer> {
  return words.map((value) => (value < OFFSET ? value : value - OFFSET));
}
