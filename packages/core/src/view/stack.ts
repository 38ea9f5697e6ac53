/**
 * Equal arrays along new leading axes of chunk length 1, chunk bytes untouched.
 *
 * @module
 */

import type { CallOptions, ChunkSource, Shape } from "../types.ts";
import { insertAxes } from "./insert-axes.ts";
import { mosaic } from "./mosaic.ts";

/** Options of `stack`. */
export interface StackOptions {
  /** Lengths of the new leading axes. */
  readonly shape: Shape;
  /** Any of the stacked arrays: all have its shape, chunk shape and data type. */
  readonly template: ChunkSource;
  /** Opens the array at `index` along the new axes; `undefined` where there is none. */
  open(index: readonly number[], options?: CallOptions): Promise<ChunkSource | undefined>;
}

/** The stack: shape `[...shape, ...template.info.shape]`. */
export function stack({ shape, template, open }: StackOptions): ChunkSource {
  const positions = shape.map((_, axis) => axis);
  return mosaic({
    counts: [...shape, ...template.info.shape.map(() => 1)],
    template: insertAxes(template, positions),
    async open(index, options) {
      const source = await open(index.slice(0, shape.length), options);
      return source && insertAxes(source, positions);
    },
  });
}
