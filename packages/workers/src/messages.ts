/**
 * Messages between a pool and its workers. A worker handles calls one at a time, in order of arrival.
 *
 * @module
 */

import type { WasmModule, WasmName } from "@chunkwright/codecs";
import type {
  Bytes,
  Chunk,
  ChunkFetch,
  ChunkPart,
  CodecSpec,
  DataType,
  DataTypes,
  DecodeTarget,
  EncodedChunk,
  FetchOutcome,
  Shape,
  WriteOutcome,
  WriteTarget,
} from "@chunkwright/core";
import type { Claims } from "./claims.ts";
import type { ErrorMessage } from "./error-message.ts";

/** One run of a pipeline. */
export type CoderCall =
  | {
      readonly direction: "decode";
      readonly encoded: EncodedChunk;
      /** In shared memory: the worker writes the elements there and returns none. */
      readonly target?: DecodeTarget;
    }
  /** Only with targets in shared memory. */
  | { readonly direction: "fetch"; readonly fetch: ChunkFetch }
  | { readonly direction: "encode"; readonly chunk: Chunk; readonly codecs: readonly CodecSpec[] }
  | {
      readonly direction: "encodePart";
      readonly part: ChunkPart;
      readonly shape: Shape;
      readonly codecs: readonly CodecSpec[];
    }
  | {
      readonly direction: "encodeTo";
      readonly part: ChunkPart;
      readonly shape: Shape;
      readonly codecs: readonly CodecSpec[];
      readonly target: WriteTarget;
    }
  /** Returns bytes, or nothing. */
  | {
      readonly direction: "reenvelope";
      readonly encoded: EncodedChunk;
      readonly codecs: readonly CodecSpec[];
    };

/**
 * Decoded elements, encoded bytes, the outcome of a fetch or a write, or nothing if elements went into shared memory.
 */
export type CoderResult = DataTypes[DataType] | Bytes | FetchOutcome | WriteOutcome | undefined;

/** `slot` is the call's place among the claims. */
export interface SlottedCall {
  readonly slot: number;
  readonly call: CoderCall;
}

export type ToWorker =
  /** The first message. */
  | { readonly kind: "start"; readonly claims: Claims | undefined }
  /** A batch. */
  | { readonly kind: "calls"; readonly calls: readonly SlottedCall[] }
  /** The response to "kernel"; without a module the worker compiles its own. */
  | { readonly kind: "kernel"; readonly name: WasmName; readonly module?: WasmModule };

export type FromWorker =
  | { readonly kind: "ready" }
  | { readonly kind: "kernel"; readonly name: WasmName }
  /** To the calls that came first of those not answered, in their order. */
  | { readonly kind: "answers"; readonly answers: readonly CallAnswer[] };

export type CallAnswer =
  | { readonly kind: "result"; readonly result: CoderResult }
  | { readonly kind: "failure"; readonly error: ErrorMessage }
  /** The call was cancelled before it started. */
  | { readonly kind: "skipped" };

export type Post<Message> = (message: Message, transfer: ArrayBuffer[]) => void;
