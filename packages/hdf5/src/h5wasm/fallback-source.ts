/**
 * An array whose chunks another reader reads where the first says that it cannot.
 *
 * @module
 */

import { type CallOptions, type ChunkSource, isStorageError, jsonEquals } from "@chunkwright/core";

/**
 * `source`, but chunks that it refuses as "unsupported" are those of what `openOther` opens, once, if that is the same
 * array. Where it is none, or refuses too, the first refusal stands.
 */
export function withFallback(
  source: ChunkSource,
  openOther: () => Promise<ChunkSource | undefined>,
): ChunkSource {
  const { info } = source;
  let opened: Promise<ChunkSource | undefined> | undefined;

  async function read<T>(
    ask: (array: ChunkSource, options?: CallOptions) => Promise<T>,
    options?: CallOptions,
  ): Promise<T> {
    try {
      return await ask(source, options);
    } catch (refusal) {
      if (!isStorageError(refusal, "unsupported")) throw refusal;
      opened ??= openOther();
      const other = await opened.catch(() => undefined);
      if (!other || !isSameArray(source, other)) throw refusal;
      return ask(other, options).catch((error: unknown) => {
        throw isStorageError(error, "unsupported") ? refusal : error;
      });
    }
  }

  return {
    kind: "array",
    info,
    readChunk: (index, options) => read((array, callOptions) => array.readChunk(index, callOptions), options),
    // Encoded as the first reader would: the second knows elements alone.
    readEncodedChunk: (index, options) => source.readEncodedChunk(index, options),
  };
}

function isSameArray({ info: a }: ChunkSource, { info: b }: ChunkSource): boolean {
  return a.dataType === b.dataType && jsonEquals(a.shape, b.shape) && jsonEquals(a.chunkShape, b.chunkShape);
}
