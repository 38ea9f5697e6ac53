/**
 * The predictors of Modular mode but for the weighted one. ISO/IEC 18181-1 §H.5.
 *
 * @module
 */

/** How many predictors there are. */
export const PREDICTORS = 14;
export const ZERO = 0;
export const GRADIENT = 5;
export const WEIGHTED = 6;

/** Predicts a sample by those around it; `weighted` is the weighted predictor's result. Table H.3. */
export function predict(
  predictor: number,
  left: number,
  top: number,
  topLeft: number,
  topRight: number,
  leftLeft: number,
  topTop: number,
  topRightRight: number,
  weighted: number,
): number {
  switch (predictor) {
    case ZERO:
      return 0;
    case 1:
      return left;
    case 2:
      return top;
    case 3:
      return Math.trunc((left + top) / 2);
    case 4:
      return Math.abs(top - topLeft) < Math.abs(left - topLeft) ? left : top;
    case GRADIENT:
      return clampedGradient(left, top, topLeft);
    case WEIGHTED:
      return weighted;
    case 7:
      return topRight;
    case 8:
      return topLeft;
    case 9:
      return leftLeft;
    case 10:
      return Math.trunc((left + topLeft) / 2);
    case 11:
      return Math.trunc((top + topLeft) / 2);
    case 12:
      return Math.trunc((top + topRight) / 2);
    default:
      return Math.trunc((6 * top - 2 * topTop + 7 * left + leftLeft + topRightRight + 3 * topRight + 8) / 16);
  }
}

/** `left + top - corner`, but between `left` and `top`. */
export function clampedGradient(left: number, top: number, corner: number): number {
  const low = Math.min(left, top);
  const high = Math.max(left, top);
  return corner >= high ? low : corner <= low ? high : left + top - corner;
}
