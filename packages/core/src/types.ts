/**
 * The whole vocabulary of the toolkit, on one page.
 *
 * Three layers; none knows of those below it in this list:
 *   bytes   Store, ByteSource        where bytes live   (fs, http, s3, zip, memory)
 *   chunks  ChunkSource, ChunkSink   what bytes mean    (zarr, n5, hdf5, tiff)
 *   images  Multiscale               what arrays show   (ome)
 *
 * Rules that hold everywhere:
 *  - Axes run slowest first (C order). A format that disagrees (N5) reverses its axes on open.
 *  - Decoded elements are contiguous, C order, host byte order. Encoded bytes keep the file's order.
 *  - `undefined` means "not stored". It is an answer, not an error; `fillValue` says what it stands for.
 *  - Passing bytes or a chunk to a coder or a sink gives it away: its buffer may be transferred.
 *  - Aborting rejects with `signal.reason`, unwrapped.
 *
 * @module
 */

// ── Values ──────────────────────────────────────────────────────────────────

/** Bytes over a plain ArrayBuffer, so always transferable and valid as a `BufferSource`. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** Elements per axis, slowest axis first. */
export type Shape = readonly number[];

/** Position in the chunk grid: chunks (not elements) per axis, slowest axis first. */
export type ChunkIndex = readonly number[];

/** A JSON value. Integers beyond 2^53 are `bigint`: see `parseJson` and `printJson`, which `JSON` has no like of. */
export type Json = string | number | bigint | boolean | null | readonly Json[] | JsonObject;
/** A JSON object. A member that is `undefined` counts as absent, as in `JSON.stringify`. */
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/** Options of every call that does I/O or decodes. Aborting rejects with `signal.reason`. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}

/** Options of reading stored bytes. */
export interface ReadOptions extends CallOptions {
  /**
   * The caller hands the bytes back with `release` when it is done with them, so they may lie in a buffer that is
   * reused. A store may ignore this; a wrapper that forwards it need not have a `release`.
   */
  readonly isTransient?: boolean;
}

/** Zarr v3 data type names (core spec, "Data types"), with the array that holds decoded elements. */
export interface DataTypes extends FixedDataTypes, VariableDataTypes {}
/** The name of a data type. */
export type DataType = keyof DataTypes;

/** Elements of one size, side by side in flat memory. */
export interface FixedDataTypes {
  bool: Uint8Array<ArrayBuffer>; // 0 or 1
  int8: Int8Array<ArrayBuffer>;
  int16: Int16Array<ArrayBuffer>;
  int32: Int32Array<ArrayBuffer>;
  int64: BigInt64Array<ArrayBuffer>;
  uint8: Uint8Array<ArrayBuffer>;
  uint16: Uint16Array<ArrayBuffer>;
  uint32: Uint32Array<ArrayBuffer>;
  uint64: BigUint64Array<ArrayBuffer>;
  float16: Uint16Array<ArrayBuffer>; // binary16 bit patterns; Float16Array is not yet everywhere
  float32: Float32Array<ArrayBuffer>;
  float64: Float64Array<ArrayBuffer>;
  complex64: Float32Array<ArrayBuffer>; // re, im interleaved
  complex128: Float64Array<ArrayBuffer>;
  /** `r24` is 24 opaque bits, always whole bytes: records, fixed-length strings, references. */
  [raw: `r${number}`]: Uint8Array<ArrayBuffer>;
}
/** A data type whose elements lie side by side in flat memory. */
export type FixedDataType = keyof FixedDataTypes;
/** A data type of numbers, booleans among them. */
export type NumericDataType = Exclude<FixedDataType, `r${number}`>;

/** Elements of variable length, one JavaScript value each: they have no flat memory to share or to view. */
export interface VariableDataTypes {
  string: string[];
  bytes: Bytes[];
  json: Json[];
}
/** A data type whose elements vary in length. */
export type VariableDataType = keyof VariableDataTypes;

/** One element of a data type, such as a fill value. */
export type Scalar<T extends DataType = DataType> = T extends VariableDataType
  ? VariableDataTypes[T][number]
  : T extends `r${number}`
    ? Bytes
    : T extends "bool"
      ? boolean
      : T extends "int64" | "uint64"
        ? bigint
        : T extends "complex64" | "complex128"
          ? readonly [re: number, im: number]
          : number;

/** Decoded elements. A union over `dataType`, so a `switch` on it narrows `data`. */
export type Chunk<T extends DataType = DataType> = {
  [K in T]: { readonly dataType: K; readonly shape: Shape; readonly data: DataTypes[K] };
}[T];

// ── Bytes: stores and files ─────────────────────────────────────────────────

/** `length` bytes starting at `offset`. */
export interface ByteSpan {
  readonly offset: number;
  readonly length: number;
}

/** A span is exact: fewer bytes are an error. A suffix longer than the value yields the whole value. */
export type ByteRange = ByteSpan | { readonly suffixLength: number };

/** A store to read. Keys are `/`-separated with no leading slash (Zarr v3 core, "Abstract store interface"). */
export interface ReadableStore {
  get(key: string, options?: ReadOptions): Promise<Bytes | undefined>;
  getRange(key: string, range: ByteRange, options?: ReadOptions): Promise<Bytes | undefined>;
  /** Bytes stored under `key`. */
  size(key: string, options?: CallOptions): Promise<number | undefined>;
  /**
   * Takes back the memory of transient bytes that are no longer used, to reuse it without waiting for garbage
   * collection; other bytes are ignored. Absent in stores that do not reuse memory, or that keep or share what they
   * return.
   */
  release?(bytes: Bytes): void;
  /** How other threads can open the same store. A wrapper whose contents differ from its store's has none. */
  readonly origin?: StoreOrigin;
  /** How other threads can open a value as a file; `undefined` if there is none. */
  originOf?(key: string, options?: CallOptions): Promise<FileOrigin | undefined>;
  /**
   * Where in another store a value is found, so that values close together there can be fetched together; `undefined`
   * if only this store can tell, or for an absent value. Absent in stores whose values are all their own.
   */
  locateValue?(key: string, options?: CallOptions): Promise<ValueLocation | undefined>;
}

/** A stored value, or a part of one. */
export interface ValueLocation {
  readonly store: ReadableStore;
  readonly key: string;
  readonly offset: number;
  /** Absent: to the end of the value. */
  readonly length?: number;
}

/** A place in the local file system. Plain data. */
export type StoreOrigin = DirectoryOrigin | FileOrigin;

/** A directory, one file per key. */
export interface DirectoryOrigin {
  readonly kind: "directory";
  readonly path: string;
  readonly followLinks: boolean;
}

/** A single file, stored under every key. */
export interface FileOrigin {
  readonly kind: "file";
  readonly path: string;
  readonly size: number;
  /** Changes when the file is replaced or modified. */
  readonly version: string;
}

/** A store that can be written. A value appears whole, or not at all. */
export interface WritableStore {
  set(key: string, value: Bytes, options?: CallOptions): Promise<void>;
  /** Deleting an absent key succeeds. */
  delete(key: string, options?: CallOptions): Promise<void>;
  /**
   * Begins a value that is written in parts; it is stored when it is closed. Absent where values can only be given whole, and
   * in wrappers that change values on their way.
   */
  createValue?(key: string, options?: CallOptions): Promise<ValueSink>;
}

/** A value of a store being written. */
export interface ValueSink extends ByteSink {
  /** Discards what was written; an older value is kept. Does nothing after `close` or `abort`. */
  abort(): Promise<void>;
}

/** A store whose keys can be listed. */
export interface ListableStore {
  /** Direct children of `prefix` ("" or ending in "/"), in no particular order. */
  list(prefix: string, options?: CallOptions): AsyncIterable<StoreEntry>;
}
/** The key of a stored value, or a prefix, ending in "/", of such keys. */
export interface StoreEntry {
  readonly kind: "key" | "prefix";
  readonly key: string;
}

/** One random-access file: what the HDF5, TIFF and ZIP readers read from. */
export interface ByteSource {
  readonly size: number;
  /** Exactly `length` bytes from `offset`, or an "invalid-data" error. */
  read(offset: number, length: number, options?: ReadOptions): Promise<Bytes>;
  /** Means the same as `ReadableStore.release`. */
  release?(bytes: Bytes): void;
  /** How other threads can open the same file; part of a file, or one with other contents, has none. */
  readonly origin?: FileOrigin;
}

/** One file to be written, at any offset; it is complete when `close` resolves. */
export interface ByteSink {
  /** The sink no longer uses bytes once `write` has resolved: their memory may be reused. */
  readonly keepsNothing?: true;
  write(offset: number, bytes: Bytes, options?: CallOptions): Promise<void>;
  /**
   * Lets other threads of this process write to the file, which stays open until `write` settles. `write` resolves with
   * where they wrote. Absent where only this thread can write.
   */
  lend?(write: (file: LentFile) => Promise<WriteOutcome>): Promise<WriteOutcome>;
  close(): Promise<void>;
}

/** An open file that any thread of this process can write to. Plain data. */
export interface LentFile {
  readonly descriptor: number;
  /** Distinguishes the file from others that get the same descriptor later. */
  readonly identity: string;
  readonly path: string;
}

/** Where bytes were written; "refused": nothing was done, and the caller writes them itself. */
export type WriteOutcome = ByteSpan | "refused";

/** Where in a file bytes go: to an offset, or to its end. */
export interface WriteTarget {
  readonly file: LentFile;
  readonly place: number | FileEnd;
}

/** The end of a file that several threads append to: `takeRoom` moves it. */
export interface FileEnd {
  /** One element, in shared memory. */
  readonly offset: BigInt64Array<ArrayBufferLike>;
  /** Whatever is appended starts at a multiple of this. */
  readonly alignment: number;
}

// ── Chunks: the one API every format implements ─────────────────────────────

/** A Zarr v3 extension point: registered name and JSON configuration. Plain data, so comparable and postable. */
export interface ExtensionName {
  readonly name: string;
  readonly configuration?: JsonObject;
}

/** A codec by its registered name. */
export type CodecSpec = ExtensionName;

/** Everything known before any chunk is read. Plain data: log it, compare it, send it to a worker. */
export interface ArrayInfo<T extends DataType = DataType> {
  readonly dataType: T;
  /**
   * What elements mean where `dataType` only carries them, as a Zarr v3 data type extension: an int64 may be a
   * `numpy.datetime64`, an r96 a `struct`. Layers that do not know it move the carrier and keep the name.
   */
  readonly logicalType?: ExtensionName;
  readonly shape: Shape;
  /** Smallest independently decodable block: Zarr chunk or sub-chunk, HDF5 chunk, TIFF tile or strip. */
  readonly chunkShape: Shape;
  /** Block written as one object, a multiple of `chunkShape`; absent when each chunk stands alone. */
  readonly shardShape?: Shape;
  /**
   * Lengths along each axis of the objects written, where they differ, as in Zarr's rectilinear grids; `shardShape`, or
   * `chunkShape` without shards, then holds the longest. Absent in views and in other formats: their grids are regular.
   */
  readonly edgeLengths?: readonly Shape[];
  readonly fillValue: Scalar<T>;
  /** Encoding order: array→array*, one array→bytes, bytes→bytes*. Sharding is `shardShape`, not a codec. */
  readonly codecs: readonly CodecSpec[];
  readonly dimensionNames?: readonly (string | null)[];
  readonly attributes: JsonObject;
}

/** A chunk as stored, with everything needed to decode it anywhere. */
export interface EncodedChunk {
  readonly bytes: Bytes;
  readonly dataType: DataType;
  /** What `bytes` decode to: `chunkShape`, or less where a format truncates edges (N5, TIFF strips). */
  readonly shape: Shape;
  /** Usually `info.codecs`, but per chunk: HDF5 filter masks may skip filters, chunk by chunk. */
  readonly codecs: readonly CodecSpec[];
  /**
   * Format whose readers also accept bytes that decode to more or fewer than the chunk's; absent if they decode to
   * exactly those. Bytes must be checked (`ChunkCoder.reenvelope`) before they are stored where readers are stricter.
   */
  readonly lenientFormat?: string;
}

/** Exactly where an encoded chunk lies, so that a manifest, a coalescing reader or a worker can fetch it itself. */
export interface ChunkLocation {
  readonly key: string;
  readonly offset: number;
  /** Absent: to the end of the value. */
  readonly length?: number;
  readonly shape: Shape;
  readonly codecs: readonly CodecSpec[];
  /** As `EncodedChunk.lenientFormat`. */
  readonly lenientFormat?: string;
}

/** An array that is read by chunks, whatever its format. */
export interface ChunkSource {
  readonly kind: "array";
  readonly info: ArrayInfo;
  /**
   * Always full `chunkShape`; elements beyond `info.shape` are unspecified. Absent chunk: `undefined`. The chunk is the
   * caller's to change, unless the source keeps chunks (`cacheChunks`).
   */
  readChunk(index: ChunkIndex, options?: CallOptions): Promise<Chunk | undefined>;
  readEncodedChunk(index: ChunkIndex, options?: CallOptions): Promise<EncodedChunk | undefined>;
}

/** A source whose chunks are byte ranges of stored values: Zarr, N5, HDF5 and TIFF all are. */
export interface LocatedChunkSource extends ChunkSource {
  locateChunk(index: ChunkIndex, options?: CallOptions): Promise<ChunkLocation | undefined>;
  /**
   * What `readRegion` needs to fetch chunks together and decode them in place: the result of `locateChunk` with the
   * store and the coder that `readChunk` uses. `undefined`: nothing is stored, or only `readChunk` can tell. Without
   * this method chunks are read one by one.
   */
  planChunk?(index: ChunkIndex, options?: CallOptions): Promise<ChunkPlan | undefined>;
}

/** How to read a chunk. Chunks of the same store and key that lie close together are fetched in one request. */
export interface ChunkPlan {
  readonly location: ChunkLocation;
  /** Where `location.key` is stored: `fileStore` makes one of a file. */
  readonly store: ReadableStore;
  readonly coder: ChunkCoder;
  /**
   * Takes the chunk out of the bytes at `location`, in formats whose chunks state their own shape, as N5 blocks do;
   * `location.shape` is then an upper bound. Throws "invalid-data" if the bytes hold no chunk.
   */
  readonly unwrap?: (bytes: Bytes) => StoredChunk;
}

/** An encoded chunk without its data type, which is the array's. */
export type StoredChunk = Omit<EncodedChunk, "dataType">;

/** An array that is written by chunks: each at most once, in any order, several at a time. */
export interface ChunkSink {
  readonly info: ArrayInfo;
  /** Encoded chunks of the same `lenientFormat` may be stored unchecked. */
  readonly lenientFormat?: string;
  /** Takes full `chunkShape`; the sink clips where its format does. */
  writeChunk(index: ChunkIndex, chunk: Chunk, options?: CallOptions): Promise<void>;
  /** Writes a chunk out of a larger array, zero where `part` does not reach. Absent if `writeChunk` is as fast. */
  writePart?(index: ChunkIndex, part: ChunkPart, options?: CallOptions): Promise<void>;
  /** Stores bytes untouched; rejects unless `canCopy(encoded, info)`. */
  writeEncodedChunk(index: ChunkIndex, encoded: EncodedChunk, options?: CallOptions): Promise<void>;
  /** States that a chunk stays absent: sinks that gather chunks into shards wait for each of them. */
  skipChunk?(index: ChunkIndex, options?: CallOptions): Promise<void>;
  /** Writes what only the whole array determines: shard indices, B-trees, IFD offsets. */
  close(): Promise<void>;
}

/** A box of elements: first element and extent along each axis. */
export interface Region {
  readonly start: readonly number[];
  readonly shape: Shape;
}

/** The elements of a chunk within a larger array, which may use shared memory (`readRegion` with `shared`). */
export interface ChunkPart {
  readonly chunk: Chunk;
  readonly region: Region;
}

/** Where decoded elements go: a region of a larger C-order array, possibly over shared memory. */
export interface DecodeTarget {
  readonly buffer: ArrayBuffer | SharedArrayBuffer;
  /** First byte of the target array in `buffer`; a multiple of the element size. */
  readonly byteOffset: number;
  /** Shape of the whole target array, and the box in it that this chunk fills. */
  readonly shape: Shape;
  readonly region: Region;
  /** First element of the chunk that goes into `region`; absent: the chunk's first element. */
  readonly chunkStart?: readonly number[];
}

/** Runs codec pipelines: in this thread (`codecs`) or in a pool (`workers`), same interface. */
export interface ChunkCoder {
  /** Once this resolves, the coder no longer uses `encoded.bytes`, but the chunk may be a view of them. */
  decode(encoded: EncodedChunk, options?: CallOptions): Promise<Chunk>;
  /**
   * Decodes directly into a larger array, without copying a chunk between threads. Once this resolves, `encoded.bytes`
   * are no longer used.
   */
  decodeInto(encoded: EncodedChunk, target: DecodeTarget, options?: CallOptions): Promise<void>;
  encode(chunk: Chunk, codecs: readonly CodecSpec[], options?: CallOptions): Promise<EncodedChunk>;
  /**
   * Encodes a chunk of `shape` directly out of a larger array of a fixed-size type, which is left unchanged. The chunk
   * begins with the elements of `part`; all others are zero. Absent if `encode` is as fast.
   */
  encodePart?(
    part: ChunkPart,
    shape: Shape,
    codecs: readonly CodecSpec[],
    options?: CallOptions,
  ): Promise<EncodedChunk>;
  /** `encodePart`, whose result the thread that encodes also writes. Absent if that thread is the caller's. */
  encodeTo?(
    part: ChunkPart,
    shape: Shape,
    codecs: readonly CodecSpec[],
    target: WriteTarget,
    options?: CallOptions,
  ): Promise<WriteOutcome>;
  /**
   * Takes back the memory of bytes that this coder has encoded and that are no longer used, to reuse it without waiting
   * for garbage collection. Absent in coders that do not reuse memory.
   */
  release?(bytes: Bytes): void;
  /**
   * The chunk as `codecs` would have encoded it, if at most the envelope of the last codec differs: gzip and zlib hold
   * the same DEFLATE stream, which is kept. Rejects with "codec" if the bytes do not decode to exactly the chunk's.
   * `undefined` if more differs.
   */
  reenvelope?(
    encoded: EncodedChunk,
    codecs: readonly CodecSpec[],
    options?: CallOptions,
  ): Promise<EncodedChunk | undefined>;
  /** Fetches and decodes in one thread, so that no bytes are passed on. Absent if that thread is the caller's. */
  fetchInto?(fetch: ChunkFetch, options?: CallOptions): Promise<FetchOutcome>;
}

/** A stored value, or a range of one, and the chunks in it. Plain data except for the targets' memory. */
export interface ChunkFetch {
  readonly origin: StoreOrigin;
  readonly key: string;
  /** Absent: the whole value, which is one chunk. */
  readonly range?: ByteSpan;
  readonly chunks: readonly FetchedChunk[];
}
/** A chunk of a `ChunkFetch`, and where its elements go. */
export interface FetchedChunk extends Omit<ChunkLocation, "key"> {
  readonly dataType: DataType;
  readonly target: DecodeTarget;
}

/** "refused": nothing was done, and the caller fetches the bytes for `decodeInto`. "absent": there is no such value. */
export type FetchOutcome = "written" | "absent" | "refused";

// ── Hierarchy ───────────────────────────────────────────────────────────────

/** A group of a Zarr, N5 or HDF5 hierarchy. */
export interface Group {
  readonly kind: "group";
  readonly attributes: JsonObject;
  /** Names of direct children. `undefined` where nothing can enumerate them (plain HTTP). */
  readonly list: ((options?: CallOptions) => AsyncIterable<string>) | undefined;
  open(path: string, options?: CallOptions): Promise<Group | ChunkSource | undefined>;
}

/** A hierarchy that is written. Missing parent groups are created along with a node. */
export interface GroupSink {
  createGroup(path: string, attributes: JsonObject, options?: CallOptions): Promise<void>;
  createArray(path: string, info: ArrayInfo, options?: CallOptions): Promise<ChunkSink>;
  close(): Promise<void>;
}

// ── Images ──────────────────────────────────────────────────────────────────

/** An axis of an image. */
export interface Axis {
  readonly name: string;
  /** May also be a type that only the file defines; absent if it states none. */
  readonly type?: "space" | "time" | "channel" | (string & {});
  readonly unit?: string; // UDUNITS-2 name, as in OME-NGFF
}

/** One resolution of an image. */
export interface Level {
  readonly source: ChunkSource;
  /** Physical size of one element along each axis, in that axis's unit. */
  readonly scale: readonly number[];
  /** Physical position of the first element's centre along each axis. */
  readonly translation: readonly number[];
}

/** An image at one or more resolutions, all with the same axes. */
export interface Multiscale {
  readonly name: string;
  readonly axes: readonly Axis[];
  readonly levels: readonly [finest: Level, ...coarser: Level[]];
}
