/**
 * What an HDF5 file looks like from outside.
 *
 * @module
 */

import type {
  ByteSource,
  Bytes,
  CallOptions,
  ChunkCoder,
  ChunkSource,
  Group,
  StorageError,
} from "@chunkwright/core";
import type { Selection } from "./array/selection.ts";
import type { Hdf5Attribute } from "./object/attribute.ts";
import type { Link } from "./object/link.ts";
import type { Datatype } from "./type/datatype.ts";
import type { Hdf5Reference } from "./value/values.ts";

/** Options of `openHdf5`. */
export interface OpenHdf5Options extends CallOptions {
  /** Decodes chunks; in this thread by default. */
  readonly coder?: ChunkCoder | undefined;
  /**
   * The key of the file's chunks in their locations; "" by default. Where the file is one of several, `openSibling`
   * opens all others by names that follow from this; a family's may be its pattern, `part%05d.h5`.
   */
  readonly name?: string;
  /**
   * Opens another file that external links, external raw data, virtual datasets or drivers of several files name;
   * `undefined` if it is not there. Names are as stored, so this decides which are allowed. Without it, none is.
   */
  readonly openSibling?: (fileName: string, options?: CallOptions) => Promise<ByteSource | undefined>;
}

/** An open HDF5 file. The `ByteSource` below it stays the caller's to close. */
export interface Hdf5File {
  /** Version of the superblock, 0 to 3. */
  readonly superblockVersion: number;
  /** Names of all files that a family, multi or split driver divided it into; otherwise only its own name. */
  readonly fileNames: readonly string[];
  readonly root: Hdf5Group;
  /**
   * Every dataset by its path, each once, whatever else links to it; soft and external links are not followed. One
   * that cannot be read does not hide the others.
   */
  arrays(options?: CallOptions): AsyncIterable<Hdf5Array>;
  /** The object that a reference names: for those to regions the dataset, to attributes what has them. */
  dereference(reference: Hdf5Reference, options?: CallOptions): Promise<Hdf5Group | Hdf5Dataset | undefined>;
  /** All that a reference says. Looks for the object in all groups, until it is found. */
  resolveReference(reference: Hdf5Reference, options?: CallOptions): Promise<ResolvedReference>;
}

/** What a reference leads to. */
export interface ResolvedReference {
  /** Name of the other file that the target is in; absent for this file. */
  readonly file?: string;
  /** From the root; absent if no hard links lead to the object. */
  readonly path?: string;
  /** The part of a dataset that is meant. */
  readonly selection?: Selection;
  /** Which of the object's attributes is meant. */
  readonly attribute?: string;
}

/** An array that `arrays()` found, or why it cannot be read. */
export type Hdf5Array =
  | { readonly path: string; readonly source: Hdf5Dataset }
  | { readonly path: string; readonly error: StorageError };

interface Hdf5Object {
  /** From the root, "/" for the root itself; of what a reference names, its address. */
  readonly path: string;
  /** Address of the object header: the same for all links to the object. */
  readonly address: number;
  /** Attributes with what their JSON does not say. */
  readonly typedAttributes: ReadonlyMap<string, Hdf5Attribute>;
  /** Errors of stored attributes that cannot be read: one of them does not hide the object. */
  readonly brokenAttributes: ReadonlyMap<string, StorageError>;
}

/** A datatype that is an object itself. */
export interface CommittedObject {
  readonly datatype: Datatype;
  /** Address of its object header, to compare with `datatypeAddress`. */
  readonly address: number;
}

/** A group of an HDF5 file. */
export interface Hdf5Group extends Group, Hdf5Object {
  /**
   * Names of hard links to what is below this group. Other links can be opened, but are not listed, nor are links
   * back to a group that this one is in: what is listed is a tree.
   */
  readonly list: (options?: CallOptions) => AsyncIterable<string>;
  /** All links of the group as they are stored, by name. */
  links(options?: CallOptions): Promise<readonly Link[]>;
  /** Datatypes that have been committed in the group, by name. */
  datatypes(options?: CallOptions): Promise<ReadonlyMap<string, CommittedObject>>;
  /** `undefined` for what is not there, links that lead nowhere, and committed datatypes. */
  open(path: string, options?: CallOptions): Promise<Hdf5Group | Hdf5Dataset | undefined>;
}

/** A dataset: a source of located chunks where its layout and datatype allow. */
export interface Hdf5Dataset extends ChunkSource, Hdf5Object {
  readonly datatype: Datatype;
  /** Address of the committed datatype that the dataset uses; `undefined` if the datatype is its own. */
  readonly datatypeAddress: number | undefined;
  /** How far each axis of the dataspace may grow; `undefined` without limit. */
  readonly maxShape: readonly (number | undefined)[];
  /** Whether the dataspace is null. Then there are no elements and no axes, but `info` has one axis without any. */
  readonly isNull: boolean;
  /** Present for chunked datasets only. */
  readonly chunkIndex: ChunkIndexAccess | undefined;
}

/** The chunk index as bytes, 16 a chunk, so that a later session need not read it from the file. */
export interface ChunkIndexAccess {
  export(options?: CallOptions): Promise<Bytes>;
  /** Throws "invalid-data" for bytes that are no index of this dataset in this file. */
  import(bytes: Bytes): void;
}
