/**
 * Decoding the samples of a channel. ISO/IEC 18181-1 §H.3 to §H.5.
 *
 * @module
 */

import type { Channel } from "./channel.ts";
import type { EntropyDecoder } from "./entropy-decoder.ts";
import {
  GRADIENT_VALUE,
  type MaTree,
  NODE_SIZE,
  OTHER_CHANNELS,
  rootFor,
  unpackSigned,
  WEIGHTED_ERROR,
} from "./ma-tree.ts";
import { clampedGradient, predict } from "./predictors.ts";
import { type WeightedParameters, WeightedPredictor } from "./weighted-predictor.ts";

/** What the channels of a stream are decoded with. */
export interface ChannelCoding {
  /** Number of the stream, which trees may ask for. */
  readonly stream: number;
  readonly tree: MaTree;
  readonly parameters: WeightedParameters;
  readonly decoder: EntropyDecoder;
}

/**
 * Decodes the samples of channel `index`; the channels before it already have theirs. The neighbours of a sample are kept
 * in variables that move along the row: reading each anew takes longer. Beyond the edges others stand for them.
 */
export function decodeChannel(
  channels: readonly Channel[],
  index: number,
  { stream, tree, parameters, decoder }: ChannelCoding,
): void {
  const channel = channels[index]!;
  const { width, height } = channel;
  const samples = channel.samples;
  const { nodes } = tree;
  const root = rootFor(tree, index, stream);
  const isOfGradients = tree.isOfGradients[root] === 1;
  const isLeaf = nodes[NODE_SIZE * root]! < 0;
  const weighted = tree.needsWeighted[root] ? new WeightedPredictor(width, parameters) : undefined;
  const properties = new Int32Array(tree.propertyCount);
  properties[0] = index;
  properties[1] = stream;
  const others = isLeaf ? [] : likeChannels(channels, index, (tree.propertyCount - OTHER_CHANNELS) / 4);

  for (let y = 0, at = 0; y < height; y += 1) {
    const above = at - width;
    const above2 = above - width;
    let left = y > 0 ? samples[above]! : 0;
    let leftLeft = left;
    let top = left;
    let topLeft = left;
    let topRight = y > 0 && width > 1 ? samples[above + 1]! : top;
    let topRightRight = y > 0 && width > 2 ? samples[above + 2]! : topRight;
    let gradient = 0;
    properties[2] = y;
    for (let x = 0; x < width; x += 1, at += 1) {
      const topTop = y > 1 ? samples[above2 + x]! : top;
      const guess = weighted ? weighted.predict(x, left, top, topLeft, topRight, topTop) : 0;
      let node = NODE_SIZE * root;
      if (!isLeaf) {
        properties[3] = x;
        properties[4] = top < 0 ? -top : top;
        properties[5] = left < 0 ? -left : left;
        properties[6] = top;
        properties[7] = left;
        properties[8] = left - gradient;
        gradient = (left + top - topLeft) | 0;
        properties[GRADIENT_VALUE] = isOfGradients ? saturated(left + top - topLeft) : gradient;
        properties[10] = left - topLeft;
        properties[11] = topLeft - top;
        properties[12] = top - topRight;
        properties[13] = top - topTop;
        properties[14] = left - leftLeft;
        if (weighted) properties[WEIGHTED_ERROR] = weighted.largestError;
        for (let i = 0; i < others.length; i += 1) setOther(properties, i, others[i]!, x, y);
        for (let property = nodes[node]!; property >= 0; property = nodes[node]!) {
          node = NODE_SIZE * nodes[node + (properties[property]! > nodes[node + 1]! ? 2 : 3)]!;
        }
      }
      const predictor = -1 - nodes[node]!;
      const prediction = predict(
        predictor,
        left,
        top,
        topLeft,
        topRight,
        leftLeft,
        topTop,
        topRightRight,
        guess,
      );
      const residual = Math.imul(unpackSigned(decoder.readInCluster(nodes[node + 1]!)), nodes[node + 3]!);
      const sample = (residual + nodes[node + 2]! + prediction) | 0;
      samples[at] = sample;
      if (weighted) weighted.update(x, sample);
      leftLeft = x > 0 ? left : sample;
      left = sample;
      if (y > 0) {
        topLeft = top;
        top = topRight;
        topRight = topRightRight;
        if (x + 3 < width) topRightRight = samples[above + x + 3]!;
      } else {
        top = sample;
        topLeft = sample;
        topRight = sample;
        topRightRight = sample;
      }
    }
    weighted?.nextRow();
  }
}

/** The closest number of 32 bits. */
function saturated(value: number): number {
  return Math.max(-(2 ** 31), Math.min(value, 2 ** 31 - 1));
}

/** Up to `most` of the channels before `index` that have its size, nearest first: the ones that properties are of. */
function likeChannels(channels: readonly Channel[], index: number, most: number): Channel[] {
  const { width, height, xShift, yShift } = channels[index]!;
  const found: Channel[] = [];
  for (let i = index - 1; i >= 0 && found.length < most; i -= 1) {
    const other = channels[i]!;
    if (other.width !== width || other.height !== height) continue;
    if (other.xShift === xShift && other.yShift === yShift) found.push(other);
  }
  return found;
}

/**
 * Sets the four properties of the `i`-th channel before: the sample at the same place, and its difference from the
 * clamped gradient there, each without its sign and with it.
 */
function setOther(
  properties: Int32Array,
  i: number,
  { samples, width }: Channel,
  x: number,
  y: number,
): void {
  const at = y * width + x;
  const sample = samples[at]!;
  const left = x > 0 ? samples[at - 1]! : 0;
  const top = y > 0 ? samples[at - width]! : left;
  const corner = x > 0 && y > 0 ? samples[at - width - 1]! : left;
  const difference = sample - clampedGradient(left, top, corner);
  const first = OTHER_CHANNELS + 4 * i;
  properties[first] = sample < 0 ? -sample : sample;
  properties[first + 1] = sample;
  properties[first + 2] = difference < 0 ? -difference : difference;
  properties[first + 3] = difference;
}
