/**
 * Opening whatever a command line names, by its content rather than its name.
 *
 * @module
 */

import { stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type ByteSource, type CallOptions, isStorageError, StorageError } from "@chunkwright/core";
import { firstMemberNames, isHdf5 } from "@chunkwright/hdf5";
import { isBdvXml, patternStart, plateFormatOf } from "@chunkwright/ome";
import { fileFailure, fsStore, openFsFile } from "@chunkwright/stores/fs";
import { httpStore } from "@chunkwright/stores/http";
import { formatOf, isHtml, START_BYTES } from "./file-format.ts";
import { foreignFormatOf } from "./foreign-format.ts";
import type { OpenedSource, OpenOptions } from "./opened-source.ts";
import { openBucketFile } from "./place/bucket-file.ts";
import { HIERARCHY_MARKERS } from "./place/hierarchy-markers.ts";
import { baseName, type Location, parseLocation, type S3Location } from "./place/location.ts";
import { writableStore } from "./place/writable-store.ts";
import { filesBeside } from "./sources/beside.ts";
import { documentsOnce } from "./sources/documents-once.ts";
import { splitLocation } from "./sources/folder-store.ts";
import type { HierarchyStore } from "./sources/hierarchy-source.ts";
import { openServerFile } from "./sources/server-file.ts";
import type { SourceFile } from "./sources/source-file.ts";
import { withName } from "./with-name.ts";

/**
 * Opens a path, `http(s)://` or `s3://bucket/key`; errors name it. Rejects with "not-found" if nothing is there and
 * with "unsupported" for unknown formats.
 */
export async function openSource(text: string, options?: OpenOptions): Promise<OpenedSource> {
  try {
    const source = await openLocation(describedBy(text), options);
    const images = (callOptions?: CallOptions) =>
      source.images(callOptions).catch((error) => {
        throw withName(`read the images of ${text}`, text, error);
      });
    return { ...source, images };
  } catch (error) {
    throw withName(`open ${text}`, text, error);
  }
}

/** `x.zarr/zarr.json`, as file dialogs offer it, as `x.zarr`: the group or array that it describes. All else as it is. */
function describedBy(text: string): string {
  const { folder, path } = splitLocation(text);
  return [...HIERARCHY_MARKERS, ".zmetadata"].includes(path) ? folder : text;
}

function openLocation(text: string, options?: OpenOptions): Promise<OpenedSource> {
  const location = parseLocation(text);
  switch (location.kind) {
    case "path":
      return openPath(text, location.path, options);
    case "url":
      return hasPattern(text.replace(/[?#].*$/, ""))
        ? openSeries(text, options)
        : openUrl(text, location, options);
    case "s3":
      return hasPattern(text) ? openSeries(text, options) : openInBucket(text, location, options);
  }
}

function hasPattern(path: string): boolean {
  return patternStart(path) >= 0;
}

async function openSeries(text: string, options?: OpenOptions): Promise<OpenedSource> {
  const { openSeriesSource } = await import("./sources/series-source.ts");
  return openSeriesSource(text, options);
}

async function openPath(text: string, named: string, options?: OpenOptions): Promise<OpenedSource> {
  const path = (await kindOfPath(named)) ? named : firstByPattern(named);
  const kind = await kindOfPath(path);
  if (!kind && hasPattern(named)) return openSeries(text, options);
  if (!kind) {
    const proposed = await proposeContainer(named, options);
    const fact = `there is no such file or directory${proposed === undefined ? "" : `; ${proposed}`}`;
    throw new StorageError("not-found", `Cannot open ${named}: ${fact}`, { path: named });
  }
  if (kind === "directory") return openDirectory(text, fsStore(path), options);
  if (kind === "other") {
    throw new StorageError("unsupported", `Cannot open ${path}: it is neither a file nor a directory`, {
      format: "unknown",
      feature: "pipes and devices",
    });
  }
  const file = await openFsFile(path);
  try {
    const siblings = filesBeside(text);
    return await openFile({ location: text, file, siblings, close: () => file.close() }, options);
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** `part%05d.h5` as `part00000.h5`: how HDF5 names several files. All else is as it was. */
function firstByPattern(path: string): string {
  const name = baseName(path);
  const [first] = name.includes("%") ? firstMemberNames(name) : [];
  return first === undefined ? path : join(dirname(path), first);
}

async function openUrl(
  text: string,
  { url }: Extract<Location, { kind: "url" }>,
  options?: OpenOptions,
): Promise<OpenedSource> {
  // Servers answer requests for directories in any way, so the format that the name suggests is tried first.
  const namesHierarchy = /\.(zarr|n5)(\/|[?#]|$)/i.test(url);
  if (namesHierarchy) {
    const hierarchy = await openDirectoryAt(text, documentsOnce(httpStore(url)), options);
    if (hierarchy) return hierarchy;
  }
  const file = await openServerFile(url, options);
  const start = file && (await readStart(file, options));
  const format = start && formatOf(start);
  // Some servers tell in JSON that they do not have a directory.
  const isFile = format === "JSON" ? /\.json$/i.test(baseName(url)) : format !== undefined;
  if (file && isFile) return openRemoteFile(text, file, options);
  const hierarchy = namesHierarchy
    ? undefined
    : await openDirectoryAt(text, documentsOnce(httpStore(url)), options).catch((error) => {
        // Some servers send the same page for everything that they do not have, documents too.
        if (start && isHtml(start) && isStorageError(error, "invalid-data")) return undefined;
        throw error;
      });
  if (hierarchy) return hierarchy;
  if (file) return openRemoteFile(text, file, options);
  throw new StorageError("not-found", `Cannot open ${url}: the server has no such file`, { path: url });
}

/**
 * As with URLs, the format that the name suggests is tried first: a server may forbid requests for what does not
 * exist.
 */
async function openInBucket(
  text: string,
  location: S3Location,
  options?: OpenOptions,
): Promise<OpenedSource> {
  const namesHierarchy = location.key === "" || /(\/|\.zarr|\.n5)$/i.test(text);
  const openBelow = () => openDirectoryAt(text, documentsOnce(writableStore(text)), options);
  const hierarchy = namesHierarchy ? await openBelow() : undefined;
  if (hierarchy) return hierarchy;
  const file = location.key === "" ? undefined : await openBucketFile(location, options);
  if (file) return openRemoteFile(text, file, options);
  const unexpected = (namesHierarchy ? undefined : await openBelow()) ?? (await openFolder(text, options));
  if (unexpected) return unexpected;
  const fact = `there is neither an object nor a hierarchy${await proposal(text, options)}`;
  throw new StorageError("not-found", `Cannot open ${text}: ${fact}`, { path: text });
}

function readStart(file: ByteSource, options?: OpenOptions) {
  return file.read(0, Math.min(START_BYTES, file.size), options);
}

async function openDirectory(
  text: string,
  store: ReturnType<typeof fsStore>,
  options?: OpenOptions,
): Promise<OpenedSource> {
  const source = (await openDirectoryAt(text, store, options)) ?? (await openFolder(text, options));
  if (source) return source;
  const fact = `the directory is neither Zarr nor N5${await proposal(text, options)}`;
  throw new StorageError("unsupported", `Cannot open ${text}: ${fact}`, {
    format: "unknown",
    feature: "directory without zarr.json, .zgroup, .zarray or attributes.json",
  });
}

/** What may have been meant by a directory of TIFF files, or by one of chunks. */
async function proposal(text: string, options?: OpenOptions): Promise<string> {
  const { proposeSource } = await import("./sources/folder-source.ts");
  const proposed = (await proposeSource(text, options)) ?? (await proposeContainer(text, options));
  return proposed === undefined ? "" : `; ${proposed}`;
}

async function proposeContainer(text: string, options?: OpenOptions): Promise<string | undefined> {
  const { proposeAround, proposeBelow } = await import("./sources/propose-around.ts");
  return (await proposeAround(text, options)) ?? (await proposeBelow(text, options));
}

async function openFolder(text: string, options?: OpenOptions): Promise<OpenedSource | undefined> {
  const { openFolderSource } = await import("./sources/folder-source.ts");
  return openFolderSource(text, text, options);
}

async function openDirectoryAt(text: string, store: HierarchyStore, options?: OpenOptions) {
  const { openHierarchySource } = await import("./sources/hierarchy-source.ts");
  const hierarchy = await openHierarchySource(text, store, { ...options, siblings: filesBeside(text) });
  if (hierarchy) return hierarchy;
  const { openParquetReferenceSource } = await import("./sources/reference-source.ts");
  return openParquetReferenceSource(text, store, options);
}

/** A file that is read by requests needs no closing. */
function openRemoteFile(location: string, file: ByteSource, options?: OpenOptions): Promise<OpenedSource> {
  return openFile({ location, file, siblings: filesBeside(location), close: async () => {} }, options);
}

type OpenFile = (source: SourceFile, options?: OpenOptions) => Promise<OpenedSource>;

/** The openers of each format, loaded when needed, since most command lines involve only one. */
const OPENERS = {
  tiff: async () => (await import("./sources/tiff-source.ts")).openTiffSource,
  zip: async () => (await import("./sources/zip-source.ts")).openZipSource,
  hdf5: async () => (await import("./sources/hdf5-source.ts")).openHdf5Source,
  companion: async () => (await import("./sources/companion-source.ts")).openCompanionSource,
  references: async () => (await import("./sources/reference-source.ts")).openReferenceSource,
  bdv: async () => (await import("./sources/bdv-source.ts")).openBdvSource,
  folder: async () => (await import("./sources/folder-source.ts")).openFolderAround,
  pattern: async () => (await import("./sources/series-source.ts")).openPatternSource,
  plate: async () => (await import("./sources/plate-source.ts")).openPlateSource,
} satisfies { readonly [name: string]: () => Promise<OpenFile> };

async function openFile(source: SourceFile, options?: OpenOptions): Promise<OpenedSource> {
  const opener = await openerOf(source, options);
  if (!opener) return openMember(source, options);
  const open = await OPENERS[opener]();
  return open(source, options);
}

/** A file of no format may be a part of what several files hold. */
async function openMember(source: SourceFile, options?: OpenOptions): Promise<OpenedSource> {
  const { location, file } = source;
  if (firstMemberNames(baseName(location)).length > 0) {
    const { openHdf5Around } = await import("./sources/hdf5-source.ts");
    const found = await openHdf5Around(source, options);
    if (found) return found;
  }
  const start = await readStart(file, options);
  const proposed = await proposeContainer(location, options);
  const fact = proposed === undefined ? describeStart(file, start) : `it is no image file; ${proposed}`;
  throw new StorageError("unsupported", `Cannot open ${location}: ${fact}`, {
    format: "unknown",
    feature: "file format",
  });
}

async function openerOf(
  { location, file }: SourceFile,
  options?: OpenOptions,
): Promise<keyof typeof OPENERS | undefined> {
  const name = baseName(location);
  if (/\.pattern$/i.test(name)) return "pattern";
  if (name === "NDTiff.index" || name === "metadata.txt") return "folder";
  const start = await readStart(file, options);
  const format = formatOf(start);
  if (format === "TIFF") return "tiff";
  if (format === "ZIP") return "zip";
  // A user block may be text of any kind, and longer than what was read.
  const mayBeHdf5 = format === undefined || format === "XML" || format === "JSON";
  if (format === "HDF5" || (mayBeHdf5 && (await isHdf5(file, options)))) return "hdf5";
  if (format === "JSON") return "references";
  if (format === "XML" && /\.ome(\.xml)?$/i.test(baseName(location))) return "companion";
  if (format === "XML" && (await isBdvFile(file, options))) return "bdv";
  if (plateFormatOf(start, name) !== undefined) return "plate";
  if (format === undefined) return undefined;
  throw new StorageError(
    "unsupported",
    `Cannot open ${location}: it is ${format}, but neither an OME-XML companion file, a BigDataViewer document nor the index of a plate`,
    { format, feature: "file format" },
  );
}

/** Comments may stand in front of the first element. */
const XML_HEAD_BYTES = 4096;

async function isBdvFile(file: ByteSource, options?: OpenOptions): Promise<boolean> {
  const head = await file.read(0, Math.min(XML_HEAD_BYTES, file.size), options);
  return isBdvXml(new TextDecoder().decode(head));
}

function describeStart(file: ByteSource, start: Uint8Array): string {
  if (file.size === 0) return "it is empty";
  if (isHtml(start)) return "it is a page of HTML";
  const foreign = foreignFormatOf(start);
  if (foreign) return `it is ${foreign}, which is not supported; bioformats2raw converts it to OME-Zarr`;
  const hex = Array.from(start.subarray(0, 4), (byte) => byte.toString(16).padStart(2, "0")).join(" ");
  return `it is neither TIFF, HDF5, ZIP, XML nor JSON (${file.size} bytes, beginning ${hex})`;
}

async function kindOfPath(path: string): Promise<"file" | "directory" | "other" | undefined> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) return "directory";
    return found.isFile() ? "file" : "other";
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw fileFailure(`Cannot open ${path}`, path, cause);
  }
}
