/**
 * Whether arrays can keep their chunks and pipelines in Zarr: `--compression keep`.
 *
 * @module
 */

import { inThreadCoder } from "@chunkwright/codecs/lazy";
import type { ImageChoices } from "@chunkwright/convert";
import {
  type ArrayInfo,
  type ChunkIndex,
  type ChunkSource,
  type CodecSpec,
  canCopy,
  gridShape,
  isStorageError,
  showJson,
} from "@chunkwright/core";
import { hasZarrName } from "@chunkwright/zarr";
import type { Host } from "../../host.ts";
import type { HierarchySettings } from "./hierarchy-target.ts";

/** The choices for arrays that are all to be laid out alike, such as the levels of an image; `name` is for warnings. */
export async function choicesFor(
  arrays: readonly [ChunkSource, ...ChunkSource[]],
  settings: HierarchySettings,
  name: string,
  host: Host,
): Promise<ImageChoices> {
  const choices = settings.choices(arrays[0].info);
  if (!settings.keepsChunks) return choices;
  for (const array of arrays) {
    const obstacle = await obstacleTo(array, host);
    if (obstacle === undefined) continue;
    host.warn(`the chunks of ${name} are encoded anew instead of kept: ${obstacle}`);
    return choices;
  }
  return { ...choices, keepsChunks: true };
}

/** Why the array cannot keep its chunks. */
async function obstacleTo(array: ChunkSource, host: Host): Promise<string | undefined> {
  const { info } = array;
  const nameless = info.codecs.find((codec) => !hasZarrName(codec));
  if (nameless) return `Zarr has no name for ${spellCodec(nameless)}`;
  // Chunks of other pipelines that do not fit are encoded again, one by one.
  if (!info.codecs.some(({ name }) => name === "tiff.jpeg")) return undefined;
  for (const index of edges(info)) {
    if (await isWhole(array, index, host)) continue;
    return `chunk [${index}] ends with the image, and in Zarr all are of the same size`;
  }
  return undefined;
}

function spellCodec({ name, configuration = {} }: CodecSpec): string {
  const { photometric } = configuration;
  return `codec ${name}${photometric === undefined ? "" : ` with PhotometricInterpretation ${showJson(photometric)}`}`;
}

/** Whether a chunk can be stored as it is; damaged ones can not. */
async function isWhole(array: ChunkSource, index: ChunkIndex, host: Host): Promise<boolean> {
  const { signal, coder = inThreadCoder } = host;
  const encoded = await array.readEncodedChunk(index, { signal });
  if (!encoded) return true;
  if (!canCopy(encoded, array.info)) return false;
  if (encoded.lenientFormat === undefined) return true;
  try {
    await coder.reenvelope?.(encoded, array.info.codecs, { signal });
    return true;
  } catch (error) {
    if (isStorageError(error, "codec")) return false;
    throw error;
  }
}

/** The first chunk that reaches beyond the array along each axis, and the one that does along all of them: writers cut all or none. */
function edges(info: ArrayInfo): readonly ChunkIndex[] {
  const { shape, chunkShape } = info;
  const last = gridShape(info).map((length) => length - 1);
  const cut = shape.flatMap((length, axis) => (length % chunkShape[axis]! === 0 ? [] : [axis]));
  const indexOf = (axes: readonly number[]) => last.map((index, axis) => (axes.includes(axis) ? index : 0));
  return cut.length > 1
    ? [...cut.map((axis) => indexOf([axis])), indexOf(cut)]
    : cut.map((axis) => indexOf([axis]));
}
