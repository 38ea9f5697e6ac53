/**
 * Targets that hold a hierarchy of groups and arrays: Zarr, N5, HDF5. Images become multiscale groups in it; a source
 * that is a hierarchy itself is copied whole, unless it describes its images in a way that only its format knows.
 *
 * @module
 */

import { inThreadCoder } from "@chunkwright/codecs/lazy";
import type { DownsampleMethod, ImageChoices } from "@chunkwright/convert";
import {
  type ArrayInfo,
  type Bytes,
  type CallOptions,
  type ChunkSource,
  type Group,
  type GroupSink,
  type JsonObject,
  StorageError,
} from "@chunkwright/core";
import { type Image, type NgffAttributesOptions, type NgffVersion, OME_XML_KEY } from "@chunkwright/ome";
import { areImagesInPlace } from "../../compare/are-images-in-place.ts";
import type { Host } from "../../host.ts";
import { imagesOf } from "../../images-of.ts";
import type { OpenedSource } from "../../opened-source.ts";
import { collectionWarnings } from "../collection-warnings.ts";
import type { Job } from "../target.ts";
import { warnOfRegularGrids } from "../warn-of-regular-grids.ts";
import { copyHierarchy, planCopy } from "./copy-hierarchy.ts";
import { planHierarchy, writeNgff } from "./write-ngff.ts";

/** The settings of a hierarchy, independent of its format. */
export interface HierarchySettings {
  /** The format's name, as sources have it: "N5", "Zarr v3". */
  readonly format: string;
  /** How OME-NGFF metadata is spelled. */
  readonly ngffVersion: NgffVersion;
  /** The version is stated outside the metadata too: a copy cannot keep a later one. */
  readonly isVersionFixed?: boolean;
  /** How the format describes images; as OME-NGFF does by default. */
  readonly notation?: ImageNotation;
  readonly method: DownsampleMethod;
  /** Chosen explicitly; `undefined` means "as suits the source". */
  readonly levels: number | undefined;
  /** For an array like this one. */
  choices(array: ArrayInfo): ImageChoices;
  /** Arrays of the source keep their chunks and pipelines where Zarr can hold these. */
  readonly keepsChunks?: boolean;
  /** Arrays have names for all of their axes, or for none. */
  readonly namesAllAxes?: boolean;
  /** The attributes of an array that is copied, as readers of the format expect them; absent: as they are. */
  readonly spellAttributes?: (array: ArrayInfo) => JsonObject;
}

export interface ImageNotation {
  /** Path, in the image's group, of the array of a level. */
  datasetPath(level: number): string;
  /** Attributes of the image's group, and of the arrays of its levels. */
  attributes(
    image: Image,
    options: NgffAttributesOptions,
  ): { readonly group: JsonObject; readonly levels: readonly JsonObject[] };
  /** Attributes of a group that is copied, which may be those of OME-NGFF. */
  copied(attributes: JsonObject): JsonObject;
}

/** A hierarchy that is being written. */
export interface HierarchyWriter {
  readonly sink: GroupSink;
  /** Opens an array whose sink has been closed: coarser levels are made from it. */
  reopen(path: string, options: CallOptions): Promise<ChunkSource>;
  /** Stores a document beside the arrays. */
  putFile(path: string, bytes: Bytes): Promise<void>;
}

/** Creates the hierarchy at `workingPath`. */
export type CreateHierarchy = (workingPath: string, host: Host) => Promise<HierarchyWriter>;

/** Rejects with "unsupported" for a source without images and without a hierarchy. */
export async function planHierarchyJob(
  source: OpenedSource,
  settings: HierarchySettings,
  create: CreateHierarchy,
  host: Host,
): Promise<Job> {
  const isOwnFormat = source.format.startsWith(settings.format);
  if (source.root && (isOwnFormat || (await areImagesInPlace(source, host)))) {
    return planCopyJob(source, source.root, settings, create, host);
  }
  if (source.root) {
    host.warn(`only the images of ${source.location} are converted, not what else it holds`);
  }
  const collection = await imagesOf(source, `convert ${source.location}`, host);
  const plan = await planHierarchy(collection, settings, host);
  for (const warning of [...collectionWarnings(collection, ["associated"]), ...plan.warnings]) {
    host.warn(warning);
  }
  warnOfRegularGrids(
    plan.images.flatMap(({ levels }) =>
      levels.flatMap(({ info, origin }) =>
        origin.kind === "source" ? [[origin.source.info, info] as const] : [],
      ),
    ),
    host,
  );
  return {
    arrays: plan.images.flatMap(({ levels }) =>
      levels.map(({ path, info, origin }) => ({
        path,
        info,
        origin: origin.kind === "source" ? "source" : "generated",
      })),
    ),
    async run(workingPath, onChunk) {
      const writer = await create(workingPath, host);
      const { signal, concurrency, isRemote, coder = inThreadCoder } = host;
      const reports = await writeNgff(plan, writer, settings, {
        signal,
        concurrency,
        isRemote,
        coder,
        onChunk,
      });
      await writer.sink.close();
      return reports;
    },
  };
}

/** Copies images, labels, tables and whatever else the source holds, with their levels. */
async function planCopyJob(
  source: OpenedSource,
  root: Group | ChunkSource,
  settings: HierarchySettings,
  create: CreateHierarchy,
  host: Host,
): Promise<Job> {
  const collection = await source.images(host);
  for (const warning of collection?.warnings ?? []) host.warn(warning);
  const { levels } = settings;
  if (levels !== undefined && collection?.images.some((image) => image.levels.length !== levels)) {
    throw new StorageError(
      "unsupported",
      "Cannot change the number of levels while copying a hierarchy: leave out --levels, or take one image with --image",
      { format: "hierarchy", feature: "--levels" },
    );
  }
  const plan = await planCopy(root, settings, source.noteNodes?.() ?? noNotes, host);
  for (const warning of plan.warnings) host.warn(warning);
  warnOfRegularGrids(
    plan.arrays.map(({ source, info }) => [source.info, info]),
    host,
  );
  return {
    arrays: plan.arrays.map(({ path, info }) => ({ path, info, origin: "source" })),
    unread: plan.unread,
    async run(workingPath, onChunk) {
      const { sink, putFile } = await create(workingPath, host);
      const { signal, concurrency, isRemote, coder = inThreadCoder } = host;
      const reports = await copyHierarchy(plan, sink, { signal, concurrency, isRemote, coder, onChunk });
      if (collection?.omeXml) await putFile(OME_XML_KEY, collection.omeXml);
      await sink.close();
      return reports;
    },
  };
}

async function noNotes(): Promise<JsonObject> {
  return {};
}
