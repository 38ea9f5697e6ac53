/**
 * What `convert` was told about a Zarr target, parsed and checked before anything is opened.
 *
 * @module
 */

import type { DownsampleMethod, ImageChoices } from "@chunkwright/convert";
import type { ArrayInfo, CodecSpec, Shape } from "@chunkwright/core";
import type { NgffVersion } from "@chunkwright/ome";
import { defaultCodecs, isPortableCodec, parseCompression, type ZarrVersion } from "./compression.ts";
import { formatShape } from "./quantity.ts";
import type { TargetOptions } from "./targets/target.ts";
import { UsageError } from "./usage-error.ts";

export interface ZarrSettings {
  readonly zarrVersion: ZarrVersion;
  readonly method: DownsampleMethod;
  /** Chosen explicitly; `undefined` means "as suits the source". */
  readonly levels: number | undefined;
  /** For an array like this one. Throws `UsageError` for chunks of more axes than it has. */
  choices(array: ArrayInfo): ImageChoices;
}

/** The version of OME-NGFF that goes with a version of Zarr. */
export function ngffVersion(zarrVersion: ZarrVersion): NgffVersion {
  return zarrVersion === 3 ? "0.5" : "0.4";
}

export const DOWNSAMPLE_METHODS: readonly DownsampleMethod[] = ["mean", "mode", "nearest"];

/** Throws `UsageError` for options that make no sense. */
export function parseZarrSettings(options: TargetOptions): ZarrSettings {
  const zarrVersion = parseZarrVersion(options.zarrVersion);
  const compression = parseCompression(options.compression ?? "auto", zarrVersion);
  const chunkShape = options.chunk === undefined ? undefined : parseChunk(options.chunk);
  const levels = options.levels === undefined ? undefined : parseLevels(options.levels);
  return {
    zarrVersion,
    levels,
    method: parseMethod(options.downsample ?? "mean"),
    choices({ dataType, shape }) {
      if (chunkShape && chunkShape.length > shape.length) {
        throw new UsageError(
          `Chunks of ${formatShape(chunkShape)} have more axes than an array of ${formatShape(shape)}`,
        );
      }
      return {
        chunkShape,
        levels,
        codecs: compression === "auto" ? undefined : compression(dataType),
        fallbackCodecs: defaultCodecs(dataType),
        isPortable: (codec: CodecSpec) => isPortableCodec(codec, zarrVersion),
      };
    },
  };
}

function parseZarrVersion(text = "3"): ZarrVersion {
  if (text === "2") return 2;
  if (text === "3") return 3;
  throw new UsageError(`Unknown Zarr version "${text}": choose 2 (OME-NGFF 0.4) or 3 (OME-NGFF 0.5)`);
}

function parseChunk(text: string): Shape {
  const lengths = text.split(/[x,]/).map(Number);
  if (!lengths.every((length) => Number.isSafeInteger(length) && length > 0)) {
    throw new UsageError(`Chunk "${text}" is no list of lengths such as 512,512`);
  }
  return lengths;
}

function parseLevels(text: string): number {
  const levels = Number(text);
  if (!Number.isInteger(levels) || levels < 1 || levels > 32) {
    throw new UsageError(`Levels "${text}" is no whole number from 1 to 32`);
  }
  return levels;
}

function parseMethod(text: string): DownsampleMethod {
  const method = DOWNSAMPLE_METHODS.find((name) => name === text);
  if (!method)
    throw new UsageError(`Unknown downsampling "${text}": choose ${DOWNSAMPLE_METHODS.join(", ")}`);
  return method;
}
