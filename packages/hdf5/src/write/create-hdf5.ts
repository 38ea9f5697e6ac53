/**
 * Writing an HDF5 file: chunks as they come, then all metadata side by side, the superblock last of all.
 *
 * @module
 */

import { inThreadCoder } from "@chunkwright/codecs/lazy";
import {
  type ArrayInfo,
  type ByteSink,
  type ByteSource,
  type CallOptions,
  type ChunkCoder,
  type ChunkSink,
  type ChunkSource,
  checkedSink,
  checkFileSink,
  fileStore,
  type GroupSink,
} from "@chunkwright/core";
import { metadataBlocks } from "../file/metadata-blocks.ts";
import type { Hdf5Context } from "../hdf5-context.ts";
import { unsupportedHdf5 } from "../hdf5-error.ts";
import { collectionCache } from "../heap/global-heap.ts";
import type { Datatype } from "../type/datatype.ts";
import { Appender } from "./appender.ts";
import { attachScales, type Hdf5Dialect } from "./attach-scales.ts";
import { DatasetWriter } from "./dataset-writer.ts";
import type { LinkTarget } from "./link-target.ts";
import { normalizePath } from "./node-path.ts";
import { ignoringSink, NoteFollower } from "./notes/note-follower.ts";
import { parseNotes } from "./notes/parse-notes.ts";
import { ObjectRegistry } from "./object-registry.ts";
import { type DatasetChoices, planDataset } from "./plan-dataset.ts";
import { MetadataBlock } from "./print/metadata-block.ts";
import { isAttributeName } from "./print/print-attributes.ts";
import { printObjects } from "./print/print-objects.ts";
import { printSuperblock, type Root, SUPERBLOCK_BYTES } from "./print/print-superblock.ts";
import type { CommittedDatatype } from "./type/committed-datatype.ts";
import { missingValue } from "./value/missing-value.ts";
import type { TypedAttribute } from "./value/typed-attribute.ts";
import { type ValuesInfo, valuesDataset } from "./value/values-dataset.ts";

/** Options of `createHdf5`. */
export interface CreateHdf5Options {
  /** Encodes chunks; `inThreadCoder` by default. */
  readonly coder?: ChunkCoder | undefined;
  /**
   * Room for metadata at the front of the file, so that one request reads them with the superblock; chunks begin behind
   * it, at a multiple of 4 KiB. `metadataByteLength` estimates it. Without it, and if it does not suffice,
   * metadata are at the end.
   */
  readonly reservedBytes?: number | undefined;
  /** "netcdf4": a file that netCDF-C and those who build on it read, all axes being its dimensions. */
  readonly dialect?: Hdf5Dialect | undefined;
}

/** Options of `createArray` of an HDF5 sink. */
export interface CreateDatasetOptions extends CallOptions, DatasetChoices {}

/** A file that is being written. */
export interface Hdf5Sink extends GroupSink {
  createArray(path: string, info: ArrayInfo, options?: CreateDatasetOptions): Promise<ChunkSink>;
  /**
   * Gives a group or a dataset an attribute of a datatype of one's own choice, in place of any by that name. Until
   * `close`; groups that are not there appear. Throws `RangeError` for a name that HDF5 does not allow.
   */
  setAttribute(path: string, name: string, value: TypedAttribute): void;
  /** A dataset of any datatype, with all its values: references, records with text in them, null dataspaces. */
  createValues(path: string, info: ValuesInfo): void;
  /** A link to what is in this file or another. Throws `RangeError` at `close` for hard links that lead nowhere. */
  createLink(path: string, target: LinkTarget): void;
  /** Gives a datatype a path, for datasets and attributes to share it. */
  commitDatatype(path: string, datatype: Datatype): CommittedDatatype;
  /** An array whose sink has been closed, to make its levels of. Throws "unsupported" if the file cannot be read. */
  reopen(path: string): ChunkSource;
}

const PAGE_BYTES = 4096;

/**
 * A sink for a hierarchy in one file, which is empty and belongs to the sink from now on. Chunks may come in any order,
 * several at a time; chunks that never come hold the fill value. Groups on the way to a node appear by themselves. Any
 * HDF5 from 1.8 on reads the file, and may change it.
 */
export function createHdf5(
  file: ByteSink & Partial<Pick<ByteSource, "read">>,
  { coder = inThreadCoder, reservedBytes = 0, dialect }: CreateHdf5Options = {},
): Hdf5Sink {
  checkFileSink(file, "create an HDF5 file");
  const reservedEnd = Math.ceil((SUPERBLOCK_BYTES + reservedBytes) / PAGE_BYTES) * PAGE_BYTES;
  const appender = new Appender(file, reservedBytes > 0 ? reservedEnd : SUPERBLOCK_BYTES);
  const objects = new ObjectRegistry();
  const follower = new NoteFollower(objects, coder);
  let isClosed = false;
  let hasScales = false;

  function check(path: string): string {
    const normal = normalizePath(path);
    if (isClosed) throw new TypeError(`Cannot create ${normal}: the file is closed`);
    return normal;
  }

  /** At the front if there is room for them. */
  function printMetadata(): { readonly block: MetadataBlock; readonly root: Root } {
    const tree = objects.tree();
    if (reservedBytes > 0) {
      const block = new MetadataBlock(SUPERBLOCK_BYTES);
      const root = printObjects(tree, block);
      if (block.end <= reservedEnd) return { block, root };
    }
    const block = new MetadataBlock(appender.end);
    return { root: printObjects(tree, block), block };
  }

  async function finish(): Promise<void> {
    const open = objects.openPath;
    if (open !== undefined) throw new TypeError(`Cannot close the file: array ${open} is still open`);
    await appender.flush();
    follower.finish();
    if (!hasScales) attachScales(objects, dialect);
    hasScales = true;
    const { block, root } = printMetadata();
    if (block.end > appender.end) appender.take(block.end - appender.end);
    await appender.write(block.start, block.bytes());
    await appender.fill();
    await appender.write(0, printSuperblock(root, appender.end));
    await file.close();
  }

  return {
    async createGroup(path, attributes) {
      const normal = check(path);
      const notes = parseNotes(attributes);
      if (follower.isAlias(normal, notes)) return;
      objects.add(normal, { kind: "group", attributes: notes.attributes });
      follower.follow(normal, notes);
    },
    async createArray(path, wanted, options) {
      const normal = check(path);
      if (normal === "") {
        throw unsupportedHdf5("Cannot create a dataset at the root: it is a group", "datasets at the root");
      }
      const notes = parseNotes(wanted.attributes);
      const info = { ...wanted, attributes: notes.attributes };
      const plan = planDataset(normal, info, { ...follower.choices(info, notes), ...options });
      if (follower.isAlias(normal, notes)) return checkedSink(ignoringSink(plan.info), normal);
      const values = follower.valuesSink(normal, plan.info, notes);
      if (!values) {
        const writer = new DatasetWriter(normal, plan, appender, coder);
        objects.add(normal, { kind: "array", writer });
        const missing = missingValue(info);
        if (missing) objects.setAttribute(normal, "_FillValue", missing);
      }
      follower.follow(normal, notes);
      return values ?? objects.dataset(normal)!.sink;
    },
    createValues(path, info) {
      const normal = check(path);
      const dataset = valuesDataset(normal, info);
      objects.add(normal, { kind: "values", dataset, attributes: info.attributes });
    },
    createLink(path, target) {
      const isHard = target.kind === "hard";
      objects.add(check(path), {
        kind: "link",
        target: isHard ? { kind: "hard", path: normalizePath(target.path) } : target,
      });
    },
    commitDatatype(path, datatype) {
      const normal = check(path);
      objects.add(normal, { kind: "datatype", datatype });
      return { class: "committed", path: normal, datatype };
    },
    setAttribute(path, name, value) {
      if (!isAttributeName(name)) throw new RangeError(`HDF5 has no attribute ${JSON.stringify(name)}`);
      objects.setAttribute(check(path), name, value);
    },
    reopen(path) {
      const normal = normalizePath(path);
      const writer = objects.dataset(normal);
      if (!writer?.sink.isClosed)
        throw new RangeError(`Cannot read ${normal}: no array there has been closed`);
      return writer.source(readingContext(file, appender, coder));
    },
    async close() {
      if (isClosed) return;
      isClosed = true;
      try {
        await finish();
      } catch (error) {
        isClosed = false;
        throw error;
      }
    },
  };
}

/** The file as far as it has been written. */
function readingContext(
  file: ByteSink & Partial<Pick<ByteSource, "read">>,
  appender: Appender,
  coder: ChunkCoder,
): Hdf5Context {
  const read = file.read?.bind(file);
  if (!read) {
    throw unsupportedHdf5(
      "Cannot read what has been written: the file is for writing only",
      "reading back from this sink",
    );
  }
  const source: ByteSource = {
    size: appender.end,
    async read(offset, length, options) {
      await appender.flush();
      return read(offset, length, options);
    },
  };
  return {
    file: source,
    blocks: metadataBlocks(source),
    collections: collectionCache(),
    store: fileStore(source),
    coder,
    name: "",
    isOneFile: true,
    baseAddress: 0,
    sizeOfOffsets: 8,
    sizeOfLengths: 8,
    openSibling: undefined,
    sharedMessages: undefined,
  };
}
