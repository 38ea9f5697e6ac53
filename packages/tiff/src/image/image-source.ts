/**
 * The image of an IFD as a source of located chunks.
 *
 * @module
 */

import {
  type Chunk,
  type ChunkIndex,
  type ChunkLocation,
  chunkError,
  decodeRead,
  type EncodedChunk,
  isStorageError,
  type LocatedChunkSource,
  type ReadOptions,
  resizeChunk,
  transientRead,
} from "@chunkwright/core";
import type { TiffContext } from "../tiff-context.ts";
import { isBeyondEnd, outsideFile } from "./chunk-span.ts";
import type { Image } from "./image.ts";
import { imageChunks } from "./image-chunks.ts";
import { readMisfit } from "./read-misfit.ts";

/** Throws "unsupported" or "invalid-data" if the image cannot be read as an array. */
export function imageSource(context: TiffContext, image: Image): LocatedChunkSource {
  const { coder, store, file } = context;
  const { info, locateChunk, placeOf, isCutOff, nameOf } = imageChunks(context, image);
  const { dataType, codecs } = info;

  async function readAt(location: ChunkLocation, options?: ReadOptions): Promise<EncodedChunk> {
    const { offset, length = 0, shape, lenientFormat } = location;
    const bytes = await file.read(offset, length, options);
    return { bytes, dataType, shape, codecs, ...(lenientFormat && { lenientFormat }) };
  }

  async function decodeAt(index: ChunkIndex, location: ChunkLocation, options?: ReadOptions): Promise<Chunk> {
    const encoded = await readAt(location, transientRead(codecs, options));
    try {
      return await decodeRead(coder, encoded, file, options);
    } catch (error) {
      if (!isStorageError(error, "codec")) throw error;
      const misfit = await readMisfit(image, index, coder, () => readAt(location, options), options);
      if (misfit) return misfit;
      const place = await placeOf(index, options);
      if (!isBeyondEnd(place, file.size)) throw chunkError(error, image.path, index);
      throw outsideFile(`${place.byteCount} bytes`, place, nameOf(index), file.size);
    }
  }

  const source: LocatedChunkSource = {
    kind: "array",
    info,
    locateChunk,
    async planChunk(index, options) {
      const location = await locateChunk(index, options);
      // `readChunk` finds out what a chunk is worth whose end is missing.
      if (!location || (await isCutOff(index, location, options))) return undefined;
      return { location, store, coder };
    },
    async readEncodedChunk(index, options) {
      const location = await locateChunk(index, options);
      if (!location) return undefined;
      // Whoever is handed it as it is need not find out that bytes are missing.
      if (await isCutOff(index, location, options)) await source.readChunk(index, options);
      return readAt(location, options);
    },
    async readChunk(index, options) {
      const location = await locateChunk(index, options);
      // The last strip is stored without the rows below the image.
      return location && resizeChunk(await decodeAt(index, location, options), info.chunkShape);
    },
  };
  return source;
}
