/**
 * HDF5 as a target.
 *
 * @module
 */

import type { ImageChoices } from "@chunkwright/convert";
import { type ArrayInfo, byteSize, type CodecSpec, type DataType, isFixed } from "@chunkwright/core";
import { createHdf5, type Hdf5Dialect, metadataByteLength, textAttribute } from "@chunkwright/hdf5";
import type { Host } from "../../host.ts";
import type { TargetFile } from "../../place/target-file.ts";
import { codecChoices, parseCompression } from "../compression.ts";
import { HDF5_CODECS } from "../format-codecs.ts";
import { parseLayoutOptions } from "../layout-options.ts";
import type { Job, ParseTarget, TargetOptions } from "../target.ts";
import { planHierarchyFile } from "./hierarchy-file.ts";
import type { HierarchySettings, HierarchyWriter } from "./hierarchy-target.ts";

/**
 * Images become groups of OME-NGFF, their levels datasets; a hierarchy is copied whole, whatever it holds. A target
 * with the name of a netCDF file can be read by netCDF-C.
 */
export const parseHdf5Target: ParseTarget = (target, options) => {
  const settings = parseHdf5Settings(options);
  const dialect = /\.nc4?$/i.test(target) ? "netcdf4" : undefined;
  return {
    kind: "file",
    plan: (source, host) =>
      planHierarchyFile(source, settings, (file, job) => hdf5Writer(file, job, dialect, host), host),
  };
};

function parseHdf5Settings(options: TargetOptions): HierarchySettings {
  const compression = parseCompression(options.compression ?? "auto", HDF5_CODECS);
  const { method, levels, chunkShape } = parseLayoutOptions(options);
  return {
    format: HDF5_CODECS.format,
    ngffVersion: "0.4",
    method,
    levels,
    choices(array): ImageChoices {
      const { codecs, fallbackCodecs, ...others } = codecChoices(compression, array, HDF5_CODECS);
      return {
        chunkShape: chunkShape(array),
        levels,
        codecs: codecs && filters(codecs, array.dataType),
        fallbackCodecs: filters(fallbackCodecs, array.dataType),
        ...others,
      };
    },
  };
}

/** The pipeline as HDF5 has it: deflate behind a shuffle, LZ4 in blocks of its own kind. */
function filters([serializer, compressor]: readonly CodecSpec[], dataType: DataType): readonly CodecSpec[] {
  if (!serializer) return [];
  if (!compressor || !isFixed(dataType)) return [serializer];
  switch (compressor.name) {
    case "numcodecs.zlib": {
      const elementsize = byteSize(dataType);
      const shuffle = { name: "numcodecs.shuffle", configuration: { elementsize } };
      return elementsize > 1 ? [serializer, shuffle, compressor] : [serializer, compressor];
    }
    case "n5.lz4":
      return [serializer, { name: "hdf5.lz4", configuration: { blocksize: 0 } }];
    default:
      return [serializer, compressor];
  }
}

/**
 * Metadata go to the front of the file. An array that is the whole hierarchy gets a name, since HDF5's root is a
 * group.
 */
function hdf5Writer(
  file: TargetFile,
  { arrays }: Job,
  dialect: Hdf5Dialect | undefined,
  { coder }: Host,
): HierarchyWriter {
  const infos: readonly ArrayInfo[] = arrays.map(({ info }) => info);
  const metadataBytes = metadataByteLength(infos);
  const sink = createHdf5(file, {
    coder,
    dialect,
    reservedBytes: metadataBytes > MAX_RESERVED_BYTES ? 0 : metadataBytes,
  });
  const named = (path: string) => (path === "" ? ROOT_ARRAY : path);
  return {
    sink: { ...sink, createArray: (path, info, options) => sink.createArray(named(path), info, options) },
    reopen: async (path) => sink.reopen(named(path)),
    async putFile(path, bytes) {
      const slash = path.lastIndexOf("/");
      const text = textAttribute(new TextDecoder().decode(bytes));
      sink.setAttribute(path.slice(0, Math.max(0, slash)), path.slice(slash + 1), {
        ...text,
        isHidden: true,
      });
    },
  };
}

const ROOT_ARRAY = "data";

/** More would be needed for a million chunks, of which only a few may be written. */
const MAX_RESERVED_BYTES = 2 ** 26;
