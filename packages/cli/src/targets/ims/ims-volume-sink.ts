/**
 * One volume of an Imaris file being written: padded with zeros to whole chunks, its elements counted.
 *
 * @module
 */

import {
  bytesOf,
  type Chunk,
  type ChunkCoder,
  type ChunkIndex,
  type ChunkSink,
  chunkExtent,
  copyRegion,
  createChunk,
  elementCount,
  gridShape,
  jsonEquals,
  type Shape,
} from "@chunkwright/core";
import {
  type GreyRange,
  type ImarisDataType,
  type ImarisHistogram,
  ImarisHistogramBuilder,
} from "@chunkwright/ome";

/** Statistics of a volume, once it is written. */
export interface VolumeStatistics {
  readonly histogram: ImarisHistogram | undefined;
  readonly range: GreyRange;
}

export interface VolumeSink extends ChunkSink {
  /** Throws `TypeError` until the sink is closed. */
  statistics(): VolumeStatistics;
}

/**
 * Takes chunks of an array of `shape`, at most as large as that of `stored`. Encoded chunks are decoded to count
 * them, and stored as they are if nothing but zeros lies beyond the edges. Absent chunks count as zeros.
 */
export function volumeSink(
  stored: ChunkSink,
  shape: Shape,
  dataType: ImarisDataType,
  coder: ChunkCoder,
): VolumeSink {
  const { chunkShape } = stored.info;
  const info = { ...stored.info, shape };
  const total = elementCount(shape);
  // Unfinished histograms are large: there are many volumes, but only a few are being written at a time.
  let builder: ImarisHistogramBuilder | undefined;
  let statistics: VolumeStatistics | undefined;
  let counted = 0;

  function count(chunk: Chunk): void {
    builder ??= new ImarisHistogramBuilder(dataType);
    builder.add(chunk);
    counted += elementCount(chunk.shape);
    if (counted === total) finish();
  }

  function finish(): VolumeStatistics {
    const complete = builder ?? new ImarisHistogramBuilder(dataType);
    complete.addZeros(total - counted);
    builder = undefined;
    statistics ??= { histogram: complete.finish(), range: { min: complete.min, max: complete.max } };
    return statistics;
  }

  const inside = (index: ChunkIndex, chunk: Chunk) =>
    resized(chunk, chunkExtent({ shape, chunkShape }, index));

  return {
    info,
    async writeChunk(index, chunk, options) {
      const own = inside(index, chunk);
      count(own);
      await stored.writeChunk(index, resized(own, chunkShape), options);
    },
    async writeEncodedChunk(index, encoded, options) {
      // Decoding may detach the bytes.
      const chunk = await coder.decode({ ...encoded, bytes: encoded.bytes.slice() }, options);
      const own = inside(index, chunk);
      count(own);
      const padded = resized(own, chunkShape);
      if (own === chunk || hasSameElements(chunk, padded))
        await stored.writeEncodedChunk(index, encoded, options);
      else await stored.writeChunk(index, padded, options);
    },
    async close() {
      if (!statistics) finish();
      await stored.close();
    },
    statistics() {
      if (!statistics) throw new TypeError(`A volume of [${gridShape(info)}] chunks is still being written`);
      return statistics;
    },
  };
}

/** The chunk, cropped or padded with zeros; itself if it has that shape. */
function resized(chunk: Chunk, shape: Shape): Chunk {
  if (jsonEquals(chunk.shape, shape)) return chunk;
  const result = createChunk(chunk.dataType, shape);
  const start = shape.map(() => 0);
  const common = shape.map((length, axis) => Math.min(length, chunk.shape[axis]!));
  copyRegion({ chunk, start }, { chunk: result, start }, common);
  return result;
}

function hasSameElements(a: Chunk, b: Chunk): boolean {
  const other = bytesOf(b.data);
  return bytesOf(a.data).every((byte, i) => byte === other[i]);
}
