/**
 * The windows of elements that become one element each.
 *
 * @module
 */

import { elementCount, type Shape } from "@chunkwright/core";

/** Elements per axis after shrinking: ceil(shape / factors). A partial window at the edge counts as one. */
export function downsampledShape(shape: Shape, factors: Shape): Shape {
  return shape.map((length, axis) => Math.ceil(length / factors[axis]!));
}

/** Rows of a result and, for each, the source rows in its window: all axes but the last. */
export function* windowRows(from: Shape, factors: Shape): Generator<readonly number[]> {
  const outer = from.slice(0, -1);
  const counts = downsampledShape(outer, factors);
  const rows = elementCount(counts);
  for (let row = 0; row < rows; row += 1) {
    let sources = [0];
    let rest = row;
    let stride = 1;
    for (let axis = outer.length - 1; axis >= 0; axis -= 1) {
      const position = rest % counts[axis]!;
      rest = (rest - position) / counts[axis]!;
      const first = position * factors[axis]!;
      const last = Math.min(first + factors[axis]!, outer[axis]!);
      const shifted: number[] = [];
      for (let i = first; i < last; i += 1) for (const source of sources) shifted.push(source + i * stride);
      sources = shifted;
      stride *= outer[axis]!;
    }
    yield sources;
  }
}
