/**
 * A chunk source that shows other sources' chunks under other indices, shapes and codecs: the base of all views.
 *
 * @module
 */

import { checkChunkIndex } from "../grid.ts";
import type {
  ArrayInfo,
  CallOptions,
  Chunk,
  ChunkIndex,
  ChunkPlan,
  ChunkSource,
  CodecSpec,
  LocatedChunkSource,
  Shape,
} from "../types.ts";

/** The chunk behind a chunk of a view. */
export interface ChunkOrigin {
  readonly source: ChunkSource;
  readonly index: ChunkIndex;
}

/** A source in terms of others: how it looks, and where its chunks come from. */
export interface View {
  readonly info: ArrayInfo;
  /** The chunk behind `index`; `undefined` if nothing is stored there. */
  origin(index: ChunkIndex, options?: CallOptions): Promise<ChunkOrigin | undefined>;
  /** The view's shape of a chunk whose own shape is `shape`. */
  chunkShape(shape: Shape): Shape;
  /** The view's pipeline for a chunk with `codecs`. */
  codecs(codecs: readonly CodecSpec[]): readonly CodecSpec[];
  /** The view's elements of a decoded chunk. */
  chunk(chunk: Chunk): Chunk;
}

/** Whether a source can tell where its chunks are stored. */
export function isLocated(source: ChunkSource): source is LocatedChunkSource {
  return "locateChunk" in source;
}

/** The source that a view describes. It can locate and plan chunks if `base`, one of the sources behind it, can. */
export function viewSource(view: View, base: ChunkSource): ChunkSource {
  const { edgeLengths: _, ...info } = view.info;
  const origin = async (index: ChunkIndex, options?: CallOptions) => {
    checkChunkIndex(info, index);
    return view.origin(index, options);
  };
  const source: ChunkSource = {
    kind: "array",
    info,
    async readChunk(index, options) {
      const from = await origin(index, options);
      const chunk = await from?.source.readChunk(from.index, options);
      return chunk && view.chunk(chunk);
    },
    async readEncodedChunk(index, options) {
      const from = await origin(index, options);
      const encoded = await from?.source.readEncodedChunk(from.index, options);
      return encoded && { ...encoded, ...seen(view, encoded) };
    },
  };
  if (!isLocated(base)) return source;
  const located: LocatedChunkSource = {
    ...source,
    async locateChunk(index, options) {
      const from = await origin(index, options);
      if (!from || !isLocated(from.source)) return undefined;
      const location = await from.source.locateChunk(from.index, options);
      return location && { ...location, ...seen(view, location) };
    },
  };
  if (!base.planChunk) return located;
  const planned: LocatedChunkSource = {
    ...located,
    async planChunk(index, options) {
      const from = await origin(index, options);
      if (!from || !isLocated(from.source)) return undefined;
      const plan = await from.source.planChunk?.(from.index, options);
      return plan && seenPlan(view, plan);
    },
  };
  return planned;
}

function seenPlan(view: View, plan: ChunkPlan): ChunkPlan {
  const { location, unwrap } = plan;
  return {
    ...plan,
    location: { ...location, ...seen(view, location) },
    ...(unwrap && {
      unwrap: (bytes) => {
        const stored = unwrap(bytes);
        return { ...stored, ...seen(view, stored) };
      },
    }),
  };
}

function seen(view: View, chunk: { readonly shape: Shape; readonly codecs: readonly CodecSpec[] }) {
  return { shape: view.chunkShape(chunk.shape), codecs: view.codecs(chunk.codecs) };
}
