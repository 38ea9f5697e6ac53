/**
 * Decoding one stream of channels: its transforms, perhaps a tree of its own, its samples. ISO/IEC 18181-1 §H.2.
 *
 * @module
 */

import { badJpegXl } from "../jpeg-xl-error.ts";
import type { JpegXlReader } from "../jpeg-xl-reader.ts";
import { type Channel, countSamples, withSamples } from "./channel.ts";
import { decodeChannel } from "./decode-channel.ts";
import { EntropyDecoder } from "./entropy-decoder.ts";
import { type MaTree, readMaTree } from "./ma-tree.ts";
import type { PlannedImage } from "./planned-image.ts";
import { readTransforms, type Undo } from "./transforms.ts";
import { readWeightedParameters } from "./weighted-predictor.ts";

/** The channels that are stored, and how to get back to those of the image. */
export interface ModularStream {
  readonly channels: readonly Channel[];
  /** Channels from here on have no samples yet. */
  readonly decoded: number;
  readonly undos: readonly Undo[];
}

const MAX_LOCAL_NODES = 2 ** 20;

/**
 * Decodes the channels of `image` up to the first larger than `maxSide`, from which on groups have them. `id` tells
 * streams apart in trees.
 */
export function decodeModularStream(
  reader: JpegXlReader,
  image: PlannedImage,
  id: number,
  maxSide: number,
  globalTree: MaTree | undefined,
): ModularStream {
  if (image.channels.length === 0) return { channels: [], decoded: 0, undos: [] };
  const usesGlobalTree = reader.flag();
  const parameters = readWeightedParameters(reader);
  const undos = readTransforms(reader, image, parameters);
  const isLarge = ({ width, height }: Channel, i: number): boolean =>
    i >= image.parameterChannels && (width > maxSide || height > maxSide);
  const firstLarge = image.channels.findIndex(isLarge);
  const decoded = firstLarge < 0 ? image.channels.length : firstLarge;
  const own = image.channels.slice(0, decoded);
  const sampleCount = countSamples(own);
  if (sampleCount === 0) return { channels: image.channels, decoded, undos };

  const tree = usesGlobalTree
    ? globalTree
    : readMaTree(reader, Math.min(MAX_LOCAL_NODES, 1024 + sampleCount));
  if (!tree) throw badJpegXl("a part uses a tree for all, which there is not");
  const widest = own.reduce((most, { width, height }) => Math.max(most, height > 0 ? width : 0), 0);
  const decoder = new EntropyDecoder(tree.code, reader, widest, sampleCount);
  const channels = image.channels.map((channel, i) => (i < decoded ? withSamples(channel) : channel));
  for (let i = 0; i < decoded; i += 1) {
    decodeChannel(channels, i, { stream: id, tree, parameters, decoder });
    reader.checkEnd();
  }
  decoder.finish();
  return { channels, decoded, undos };
}

/** The channels of the image, from those that are stored, which all have samples. */
export function undoTransforms(channels: readonly Channel[], undos: readonly Undo[]): readonly Channel[] {
  return undos.reduceRight((transformed, undo) => undo(transformed), channels);
}
