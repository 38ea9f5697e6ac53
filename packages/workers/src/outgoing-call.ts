/**
 * Preparing a call for a worker: its input is transferred, or copied to shared memory, instead of being cloned.
 *
 * @module
 */

import {
  type Bytes,
  byteSize,
  type Chunk,
  type ChunkPart,
  checkElements,
  chunkOfPart,
  copyPart,
  elementCount,
  type FixedDataType,
  type FixedDataTypes,
  viewElements,
} from "@chunkwright/core";
import { canShareMemory } from "./claims.ts";
import type { CoderCall } from "./messages.ts";
import type { Scratch } from "./scratch.ts";

export interface OutgoingCall {
  readonly call: CoderCall;
  readonly transfer: ArrayBuffer[];
  /** Whether the input itself is transferred, so that the call cannot be sent again. */
  readonly isMoved?: boolean;
}

/**
 * The call with a copy of its input, so that it can be sent again: in `scratch` if it fits, else in new memory to be
 * transferred. Input in shared memory is not copied. With `mayMove` the input itself is transferred, unless other bytes
 * share its buffer.
 */
export function outgoingCall(call: CoderCall, mayMove: boolean, scratch?: Scratch): OutgoingCall {
  switch (call.direction) {
    case "fetch":
      return { call, transfer: [] };
    case "decode":
    case "reenvelope": {
      const { encoded } = call;
      const isMoved = mayMove && isWhole(encoded.bytes);
      const bytes = isMoved ? encoded.bytes : new Uint8Array(encoded.bytes);
      return { call: { ...call, encoded: { ...encoded, bytes } }, transfer: [bytes.buffer], isMoved };
    }
    case "encode": {
      const { chunk, codecs } = call;
      if (Array.isArray(chunk.data)) return { call, transfer: [] };
      if (mayMove && isWhole(chunk.data)) return { call, transfer: [chunk.data.buffer], isMoved: true };
      checkElements(chunk);
      const { shape } = chunk;
      const part = { chunk, region: { start: shape.map(() => 0), shape } };
      return outgoingPart({ direction: "encodePart", part, shape, codecs }, scratch);
    }
    case "encodePart":
    case "encodeTo":
      return outgoingPart(call, scratch);
  }
}

type PartCall = Extract<CoderCall, { part: ChunkPart }>;

function outgoingPart(call: PartCall, scratch: Scratch | undefined): OutgoingCall {
  const { chunk, region } = call.part;
  if (canShareMemory && !Array.isArray(chunk.data) && isShared(chunk.data)) return { call, transfer: [] };
  const memory = scratch?.take(elementCount(region.shape) * byteSize(chunk.dataType));
  const own = memory ? copyInto(memory, call.part) : chunkOfPart(call.part, region.shape);
  const part = { chunk: own, region: { start: region.start.map(() => 0), shape: region.shape } };
  const transfer = memory || Array.isArray(own.data) ? [] : [own.data.buffer];
  return { call: { ...call, part }, transfer };
}

/** Typed arrays work the same over shared memory, which `DataTypes` has no types for. */
function copyInto(memory: ArrayBuffer | SharedArrayBuffer, part: ChunkPart): Chunk {
  const { dataType } = part.chunk;
  const { shape } = part.region;
  const bytes = new Uint8Array(memory as ArrayBuffer);
  const chunk = { dataType, shape, data: viewElements(dataType, bytes, elementCount(shape)) } as Chunk;
  copyPart(part, chunk);
  return chunk;
}

function isShared({ buffer }: { readonly buffer: ArrayBufferLike }): boolean {
  return buffer instanceof SharedArrayBuffer;
}

function isWhole({ buffer, byteLength }: Bytes | FixedDataTypes[FixedDataType]): boolean {
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength;
}
