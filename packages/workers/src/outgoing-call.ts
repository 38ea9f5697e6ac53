/**
 * What of a call goes to a worker: its input, moved rather than cloned.
 *
 * @module
 */

import type { Bytes, FixedDataType, FixedDataTypes } from "@chunkwright/core";
import type { CoderCall } from "./messages.ts";

export interface OutgoingCall {
  readonly call: CoderCall;
  readonly transfer: ArrayBuffer[];
}

/**
 * The call with a copy of its input, which the worker gets for itself; so the call can be sent once more. With
 * `mayMove` the input goes as it is, unless other bytes share its buffer.
 */
export function outgoingCall(call: CoderCall, mayMove: boolean): OutgoingCall {
  if (call.direction === "fetch") return { call, transfer: [] };
  if (call.direction === "decode" || call.direction === "reenvelope") {
    const { encoded } = call;
    const bytes = mayMove && isWhole(encoded.bytes) ? encoded.bytes : new Uint8Array(encoded.bytes);
    return { call: { ...call, encoded: { ...encoded, bytes } }, transfer: [bytes.buffer] };
  }
  const { chunk } = call;
  if (Array.isArray(chunk.data)) return { call, transfer: [] };
  const data = mayMove && isWhole(chunk.data) ? chunk.data : copyOf(chunk.data);
  return { call: { ...call, chunk: { ...chunk, data } as typeof chunk }, transfer: [data.buffer] };
}

function isWhole({ buffer, byteLength }: Bytes | FixedDataTypes[FixedDataType]): boolean {
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength;
}

/** In a buffer of its own: `slice` of Node's Buffer copies nothing. */
function copyOf(data: FixedDataTypes[FixedDataType]): FixedDataTypes[FixedDataType] {
  return data instanceof Uint8Array ? new Uint8Array(data) : data.slice();
}
