/**
 * How a copy is chunked and encoded by default: like the source, wherever that suits readers of the target.
 *
 * @module
 */

import { type ArrayInfo, type CodecSpec, elementCount, nominalByteSize, type Shape } from "@chunkwright/core";

/** Smaller chunks cost a request each for too little; larger ones hold too much for one screen. */
const SMALLEST_CHUNK = 32 * 1024;
const LARGEST_CHUNK = 2 * 1024 * 1024;
/** Side of the chunks that replace unsuitable ones, in elements. */
const SIDE = 512;

/**
 * The source's chunk shape if its chunks are of a middling size and are not slivers (a TIFF's strips), or there is
 * only one; else 1 along all axes but the last two (`y`, `x`) and at most 512 along those.
 */
export function chooseChunkShape(info: ArrayInfo): Shape {
  const { shape, chunkShape, dataType } = info;
  const bytes = elementCount(chunkShape) * nominalByteSize(dataType);
  const whole = chunkShape.every((length, axis) => length >= shape[axis]!);
  const suitable =
    bytes <= LARGEST_CHUNK && (whole || coversPlane(info) || (bytes >= SMALLEST_CHUNK && !isSliver(info)));
  if (suitable) return chunkShape;
  const leading = shape.length - 2;
  return shape.map((length, axis) => (axis < leading ? 1 : Math.max(1, Math.min(length, SIDE))));
}

/** Small planes are joined to chunks of about this size. */
const JOINED_CHUNK = 256 * 1024;

/** `info.chunkShape`, made longer along the last joinable axis before y and x if its chunks are small. */
export function joinPlanes(
  { shape, chunkShape, dataType }: ArrayInfo,
  isJoinable: (axis: number) => boolean,
): Shape {
  const bytes = elementCount(chunkShape) * nominalByteSize(dataType);
  const axis = shape.length - 3;
  if (bytes >= SMALLEST_CHUNK || axis < 0 || !isJoinable(axis)) return chunkShape;
  const planes = Math.max(1, Math.floor(JOINED_CHUNK / bytes));
  return chunkShape.with(axis, Math.max(chunkShape[axis]!, Math.min(shape[axis]!, planes)));
}

/**
 * The source's pipeline if it compresses and the target can hold it for every reader, so that bytes may be copied;
 * else `fallback`.
 */
export function chooseCodecs(
  source: readonly CodecSpec[],
  isPortable: (codec: CodecSpec) => boolean,
  fallback: readonly CodecSpec[],
): readonly CodecSpec[] {
  const layout = ["bytes", "transpose"];
  const compresses = source.some(({ name }) => !layout.includes(name));
  return compresses && source.every(isPortable) ? source : fallback;
}

/** A chunk reaches across the last two axes: there is no larger one without joining planes. */
function coversPlane({ shape, chunkShape }: ArrayInfo): boolean {
  return chunkShape.slice(-2).every((length, i) => length >= shape.slice(-2)[i]!);
}

/**
 * More than eight times as long along x as along y, or the reverse, where a chunk could be longer along the short
 * side.
 */
function isSliver({ shape, chunkShape }: ArrayInfo): boolean {
  const [rows = 1, columns = 1] = chunkShape.slice(-2);
  const [height = 1, width = 1] = shape.slice(-2);
  return (columns > 8 * rows && rows < height) || (rows > 8 * columns && columns < width);
}
