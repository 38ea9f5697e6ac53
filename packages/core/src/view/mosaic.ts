/**
 * One array out of many equal ones laid edge to edge, chunk bytes untouched.
 *
 * @module
 */

import { gridShape } from "../grid.ts";
import type { ArrayInfo, CallOptions, ChunkSource } from "../types.ts";
import { viewSource } from "./view-source.ts";

/** The parts of a `mosaic`. */
export interface MosaicParts {
  /** Parts per axis; along axes with more than one, a part is a whole number of chunks long. */
  readonly counts: readonly number[];
  /** Any part: all have its shape, chunk shape and data type. */
  readonly template: ChunkSource;
  /** Opens the part at `index` (below `counts`); `undefined` if there is none: its chunks are then absent. */
  open(index: readonly number[], options?: CallOptions): Promise<ChunkSource | undefined>;
}

/** The parts as one array. A part is opened each time one of its chunks is read: `open` may cache. */
export function mosaic({ counts, template, open }: MosaicParts): ChunkSource {
  const { info } = template;
  checkParts(counts, info);
  const partGrid = gridShape(info);
  const shape = info.shape.map((length, axis) => length * counts[axis]!);
  return viewSource(
    {
      info: { ...info, shape },
      async origin(index, options) {
        const part = index.map((chunk, axis) => Math.floor(chunk / partGrid[axis]!));
        const source = await open(part, options);
        if (!source) return undefined;
        return { source, index: index.map((chunk, axis) => chunk - part[axis]! * partGrid[axis]!) };
      },
      chunkShape: (own) => own,
      codecs: (own) => own,
      chunk: (own) => own,
    },
    template,
  );
}

function checkParts(counts: readonly number[], { shape, chunkShape }: ArrayInfo): void {
  if (counts.length !== shape.length) {
    throw new RangeError(`Parts [${counts}] and their shape [${shape}] differ in rank`);
  }
  for (const [axis, count] of counts.entries()) {
    if (count > 1 && shape[axis]! % chunkShape[axis]! !== 0) {
      throw new RangeError(
        `Parts of ${shape[axis]} elements in chunks of ${chunkShape[axis]} cannot lie edge to edge along axis ${axis}`,
      );
    }
  }
}
