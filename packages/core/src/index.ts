/**
 * The vocabulary of chunkwright: what a chunk, a store and an image are, and the arithmetic that belongs to them.
 *
 * @module
 */

export { bytesOfBase64, printBase64 } from "./base64.ts";
export { cacheChunks } from "./cache-chunks.ts";
export { type CacheFileOptions, cacheFile } from "./cache-file.ts";
export { type CacheStoreOptions, cacheStore } from "./cache-store.ts";
export { checkArray, checkFile, checkFileSink, checkStore, checkWritableStore } from "./check-argument.ts";
export { checkChunk, checkElements, checkEncodedChunk, checkPart } from "./check-chunk.ts";
export { checkCount, MAX_TIMEOUT_MS } from "./check-count.ts";
export { type CheckedSink, checkedSink } from "./checked-sink.ts";
export { chunkError } from "./chunk-error.ts";
export { chunkOfPart, copyPart } from "./chunk-part.ts";
export type { RequestLimits } from "./chunk-requests.ts";
export { chunksBeyond } from "./chunks-beyond.ts";
export { canCopy, codecsEqual, differInEnvelope } from "./codec-equality.ts";
export { type CopyEnd, copyRegion } from "./copy-region.ts";
export { crop } from "./crop.ts";
export { cutChunks } from "./cut-chunks.ts";
export {
  byteSize,
  bytesOf,
  createElements,
  fillElements,
  isDataType,
  isFixed,
  isNumeric,
  NUMERIC_DATA_TYPES,
  nominalByteSize,
  numericChunk,
  scalarEquals,
  setElements,
  viewElements,
  wordSize,
  zeroOf,
} from "./data-type.ts";
export { decodeRead, transientRead } from "./decode-read.ts";
export { checkTarget, copyToTarget } from "./decode-target.ts";
export { decodeText } from "./decode-text.ts";
export { createFileEnd, offsetOfEnd, takeRoom } from "./file-end.ts";
export { float16Bits, float16Value } from "./float16.ts";
export {
  checkChunkIndex,
  checkRegion,
  chunkExtent,
  chunkIndices,
  chunkRegion,
  chunksByShard,
  chunksInRegion,
  elementCount,
  gridShape,
  intersection,
} from "./grid.ts";
export { HierarchyNodes } from "./hierarchy-nodes.ts";
export { insertAxes } from "./insert-axes.ts";
export { jsonEquals } from "./json-equals.ts";
export { jsonMembers } from "./json-members.ts";
export { LruMap } from "./lru-map.ts";
export { type ConcurrencyOptions, mapConcurrently } from "./map-concurrently.ts";
export { type MosaicParts, mosaic } from "./mosaic.ts";
export { ancestorsOf, joinPath, normalizePath } from "./node-path.ts";
export { onAbort, unlessAborted } from "./on-abort.ts";
export { fileOfBytes, fileStore, openFile } from "./open-file.ts";
export { isJsonObject, parseJson } from "./parse-json.ts";
export { checkOrder, inversePermutation, permute, permuteInfo, transposeChunk } from "./permute.ts";
export { permuteSink } from "./permute-sink.ts";
export { type ReadEncodedOptions, readEncodedChunks, type TakeEncoded } from "./read-encoded-chunks.ts";
export {
  createChunk,
  filledChunk,
  type ReadRegionOptions,
  readRegion,
  readRegionInto,
  sharedChunk,
} from "./read-region.ts";
export type { ReadChunksOptions } from "./region-reader.ts";
export { resizeChunk } from "./resize-chunk.ts";
export { reverseWords, type WordRun } from "./reverse-words.ts";
export { showJson } from "./show-json.ts";
export { type StackOptions, stack } from "./stack.ts";
export { type StackSinkOptions, stackSink } from "./stack-sink.ts";
export { type ErrorCode, type ErrorContexts, isStorageError, StorageError } from "./storage-error.ts";
export type {
  ArrayInfo,
  Axis,
  ByteRange,
  ByteSink,
  ByteSource,
  ByteSpan,
  Bytes,
  CallOptions,
  Chunk,
  ChunkCoder,
  ChunkFetch,
  ChunkIndex,
  ChunkLocation,
  ChunkPart,
  ChunkPlan,
  ChunkSink,
  ChunkSource,
  CodecSpec,
  DataType,
  DataTypes,
  DecodeTarget,
  DirectoryOrigin,
  EncodedChunk,
  ExtensionName,
  FetchedChunk,
  FetchOutcome,
  FileEnd,
  FileOrigin,
  FixedDataType,
  FixedDataTypes,
  Group,
  GroupSink,
  Json,
  JsonObject,
  LentFile,
  Level,
  ListableStore,
  LocatedChunkSource,
  Multiscale,
  NumericDataType,
  ReadableStore,
  ReadOptions,
  Region,
  Scalar,
  Shape,
  StoredChunk,
  StoreEntry,
  StoreOrigin,
  VariableDataType,
  VariableDataTypes,
  WritableStore,
  WriteOutcome,
  WriteTarget,
} from "./types.ts";
export { type ChunkOrigin, isLocated, type View, viewSource } from "./view-source.ts";
export { type WriteArrayOptions, writeArray } from "./write-array.ts";
export { appendedShape, writeRegion } from "./write-region.ts";
