/**
 * The vocabulary of chunkwright: what a chunk, a store and an image are, and the arithmetic that belongs to them.
 *
 * @module
 */

export { BlockReader, type BlockReaderOptions, type LoadedBlock } from "./cache/block-reader.ts";
export { cacheChunks } from "./cache/cache-chunks.ts";
export { type CacheFileOptions, cacheFile } from "./cache/cache-file.ts";
export { type CacheStoreOptions, cacheStore } from "./cache/cache-store.ts";
export { LoadOnce } from "./cache/load-once.ts";
export { LruMap } from "./cache/lru-map.ts";
export { checkArray, checkFile, checkFileSink, checkStore, checkWritableStore } from "./check-argument.ts";
export { checkCount, MAX_TIMEOUT_MS } from "./check-count.ts";
export { checkChunk, checkElements, checkEncodedChunk, checkPart } from "./chunk/check-chunk.ts";
export { chunkError } from "./chunk/chunk-error.ts";
export { chunkOfPart, copyPart } from "./chunk/chunk-part.ts";
export { canCopy, codecsEqual, differInEnvelope } from "./chunk/codec-equality.ts";
export { type CopyEnd, copyRegion } from "./chunk/copy-region.ts";
export { createChunk, filledChunk, sharedChunk } from "./chunk/create-chunk.ts";
export { MAX_CHUNK_BYTES } from "./chunk/max-chunk-bytes.ts";
export { resizeChunk } from "./chunk/resize-chunk.ts";
export { reverseWords, type WordRun } from "./chunk/reverse-words.ts";
export { combinations } from "./combinations.ts";
export { concatBytes } from "./concat-bytes.ts";
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
export { dataViewOf } from "./data-view.ts";
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
  indexAt,
  intersection,
  linearIndex,
} from "./grid.ts";
export { HierarchyNodes } from "./hierarchy/hierarchy-nodes.ts";
export { ancestorsOf, joinPath, normalizePath } from "./hierarchy/node-path.ts";
export { writeDeepestFirst } from "./hierarchy/write-deepest-first.ts";
export { type ConcurrencyOptions, mapConcurrently } from "./map-concurrently.ts";
export { onAbort, unlessAborted } from "./on-abort.ts";
export { fileOfBytes, fileStore, openFile } from "./open-file.ts";
export type { RequestLimits } from "./read/chunk-requests.ts";
export { cutChunks } from "./read/cut-chunks.ts";
export { decodeRead, transientRead } from "./read/decode-read.ts";
export { checkTarget, copyToTarget } from "./read/decode-target.ts";
export type { ReadChunksOptions } from "./read/read-chunks.ts";
export { type ReadEncodedOptions, readEncodedChunks, type TakeEncoded } from "./read/read-encoded-chunks.ts";
export {
  type ReadIntoOptions,
  type ReadRegionOptions,
  readRegion,
  readRegionInto,
} from "./read/read-region.ts";
export { type ErrorCode, type ErrorContexts, isStorageError, StorageError } from "./storage-error.ts";
export { storeBelow } from "./store-below.ts";
export { decodeBase64, encodeBase64 } from "./text/base64.ts";
export { decodeText } from "./text/decode-text.ts";
export { jsonEquals } from "./text/json-equals.ts";
export { jsonMembers } from "./text/json-members.ts";
export { isJsonArray, isJsonObject, parseJson } from "./text/parse-json.ts";
export { printJson, printJsonDocument } from "./text/print-json.ts";
export { showJson } from "./text/show-json.ts";
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
  ValueLocation,
  ValueSink,
  VariableDataType,
  VariableDataTypes,
  WritableStore,
  WriteOutcome,
  WriteTarget,
} from "./types.ts";
export { type ComputeChunk, computedSource } from "./view/computed-source.ts";
export { crop } from "./view/crop.ts";
export { insertAxes } from "./view/insert-axes.ts";
export { type MosaicParts, mosaic } from "./view/mosaic.ts";
export { checkOrder, inversePermutation, permute, permuteInfo, transposeChunk } from "./view/permute.ts";
export { permuteSink } from "./view/permute-sink.ts";
export { type StackOptions, stack } from "./view/stack.ts";
export { type StackSinkOptions, stackSink } from "./view/stack-sink.ts";
export { type ChunkOrigin, isLocated, type View, viewSource } from "./view/view-source.ts";
export { type CheckedSink, checkedSink } from "./write/checked-sink.ts";
export { chunksBeyond } from "./write/chunks-beyond.ts";
export { createFileEnd, offsetOfEnd, takeRoom } from "./write/file-end.ts";
export { type WriteArrayOptions, writeArray } from "./write/write-array.ts";
export { appendedShape, writeRegion } from "./write/write-region.ts";
