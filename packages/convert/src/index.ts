/**
 * Copying, rechunking, downsampling and comparing arrays, independent of their formats.
 *
 * @module
 */

export { chooseCodecs } from "./choose-layout.ts";
export { type ArrayDifference, compareArrays } from "./compare-arrays.ts";
export { type ConvertOptions, convertImage, type ImageTarget, type LevelReport } from "./convert-image.ts";
export { type CopyOptions, type CopyReport, copyArray } from "./copy-array.ts";
export { type DownsampleMethod, downsample } from "./downsample.ts";
export { downsampledShape } from "./downsample-windows.ts";
export { type ElementsOptions, elementsInOrder } from "./elements-in-order.ts";
export {
  type ArrayChoices,
  type ImageChoices,
  type LevelPlan,
  planArray,
  planImage,
  planSize,
} from "./plan-image.ts";
export { buildLevel } from "./pyramid.ts";
export { type Span, selectElements } from "./select-elements.ts";
export { type ValueRange, valueRanges } from "./value-range.ts";
