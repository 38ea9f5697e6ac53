/**
 * Rectangles on the reference grid and on its subsampled grids. ITU-T T.800 Annex B.
 *
 * @module
 */

/** From the first column and row up to, but not including, the last. */
export interface Rectangle {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** A rectangle of the reference grid, subsampled by `by`. T.800 §B.3. */
export function scaled({ x0, y0, x1, y1 }: Rectangle, by: number): Rectangle {
  return {
    x0: Math.ceil(x0 / by),
    y0: Math.ceil(y0 / by),
    x1: Math.ceil(x1 / by),
    y1: Math.ceil(y1 / by),
  };
}

/** The common part of two rectangles. */
export function intersection(a: Rectangle, b: Rectangle): Rectangle {
  return {
    x0: Math.max(a.x0, b.x0),
    y0: Math.max(a.y0, b.y0),
    x1: Math.min(a.x1, b.x1),
    y1: Math.min(a.y1, b.y1),
  };
}
