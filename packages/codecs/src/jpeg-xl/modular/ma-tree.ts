/**
 * Trees that choose a distribution and a predictor by the neighbours of a sample. ISO/IEC 18181-1 §H.4.
 *
 * @module
 */

import { badJpegXl } from "../jpeg-xl-error.ts";
import type { JpegXlReader } from "../jpeg-xl-reader.ts";
import { type EntropyCode, readEntropyCode } from "./entropy-code.ts";
import { EntropyDecoder } from "./entropy-decoder.ts";
import { GRADIENT, PREDICTORS, WEIGHTED } from "./predictors.ts";

export interface MaTree {
  /**
   * Nodes of `NODE_SIZE` numbers. Branches: property, value, the node for greater values, the node for others. Leaves:
   * `-1 - predictor`, distribution, offset, multiplier.
   */
  readonly nodes: Int32Array;
  /** Of the samples. */
  readonly code: EntropyCode;
  /** By node, whether the weighted predictor is used there or below. */
  readonly needsWeighted: Uint8Array;
  /**
   * By node, whether the tree below is of nothing but gradients. libjxl decodes such trees by a table, for which it
   * computes the gradient in 64 bits and limits it to 32; in all other trees the gradient wraps around at 32 bits.
   */
  readonly isOfGradients: Uint8Array;
  /** Of the properties that are used; those of other channels all four. */
  readonly propertyCount: number;
}

export const NODE_SIZE = 4;
/** The first properties are the same for all samples of a channel. */
export const CHANNEL = 0;
export const STREAM = 1;
/** What the gradient predictor would predict without limits. */
export const GRADIENT_VALUE = 9;
/** The largest error of the weighted predictor nearby. */
export const WEIGHTED_ERROR = 15;
/** From here on there are four properties for each channel before. */
export const OTHER_CHANNELS = 16;

/** Contexts of the numbers that describe a tree. §H.4.2. */
const [VALUE, PROPERTY, PREDICTOR, OFFSET, MULTIPLIER_LOG, MULTIPLIER_BITS] = [0, 1, 2, 3, 4, 5] as const;
const CONTEXTS = 6;
/** As in libjxl. */
const [MAX_DEPTH, MAX_PROPERTIES] = [2048, 256] as const;

/** A tree of at most `maxNodes` nodes, and the code of the samples it is for. */
export function readMaTree(reader: JpegXlReader, maxNodes: number): MaTree {
  const code = readEntropyCode(reader, CONTEXTS);
  const decoder = new EntropyDecoder(code, reader, 0, CONTEXTS * maxNodes);
  const nodes: number[] = [];
  const depths = [0];
  let leaves = 0;
  let propertyCount = 0;
  for (let node = 0; node < depths.length; node += 1) {
    const property = decoder.read(PROPERTY) - 1;
    if (property < 0) {
      nodes.push(...readLeaf(decoder, leaves));
      leaves += 1;
      continue;
    }
    const depth = depths[node]! + 1;
    if (property >= MAX_PROPERTIES || depth > MAX_DEPTH || depths.length + 2 > maxNodes) {
      throw badJpegXl(`its tree has property ${property} at depth ${depth}, ${depths.length} nodes`);
    }
    propertyCount = Math.max(propertyCount, property + 1);
    nodes.push(property, unpackSigned(decoder.read(VALUE)), depths.length, depths.length + 1);
    depths.push(depth, depth);
    reader.checkEnd();
  }
  decoder.finish();
  const samples = readEntropyCode(reader, leaves);
  return {
    ...withClusters(Int32Array.from(nodes), samples.clusters),
    code: samples,
    propertyCount: OTHER_CHANNELS + 4 * Math.max(0, Math.ceil((propertyCount - OTHER_CHANNELS) / 4)),
  };
}

function readLeaf(decoder: EntropyDecoder, context: number): readonly [number, number, number, number] {
  const predictor = decoder.read(PREDICTOR);
  const offset = unpackSigned(decoder.read(OFFSET));
  const shift = decoder.read(MULTIPLIER_LOG);
  const bits = decoder.read(MULTIPLIER_BITS);
  const multiplier = (bits + 1) * 2 ** shift;
  if (predictor >= PREDICTORS || multiplier >= 2 ** 31) {
    throw badJpegXl(`its tree has predictor ${predictor}, multiplier ${multiplier}`);
  }
  return [-1 - predictor, context, offset, multiplier];
}

/** Replaces the contexts of leaves by their distributions. Children come after their parents. */
function withClusters(
  nodes: Int32Array,
  clusters: Uint8Array,
): Pick<MaTree, "nodes" | "needsWeighted" | "isOfGradients"> {
  const needsWeighted = new Uint8Array(nodes.length / NODE_SIZE);
  const isOfGradients = new Uint8Array(nodes.length / NODE_SIZE);
  for (let node = needsWeighted.length - 1; node >= 0; node -= 1) {
    const at = NODE_SIZE * node;
    const [kind, value] = [nodes[at]!, nodes[at + 1]!];
    const [greater, other] = [nodes[at + 2]!, nodes[at + 3]!];
    if (kind < 0) {
      nodes[at + 1] = clusters[value]!;
      needsWeighted[node] = kind === -1 - WEIGHTED ? 1 : 0;
      isOfGradients[node] = kind === -1 - GRADIENT && isByte(greater) && isByte(other) ? 1 : 0;
    } else {
      needsWeighted[node] = kind === WEIGHTED_ERROR ? 1 : needsWeighted[greater]! | needsWeighted[other]!;
      const isNear = kind <= STREAM || (kind === GRADIENT_VALUE && Math.abs(value) < MAX_LOOKED_UP);
      isOfGradients[node] = isNear ? isOfGradients[greater]! & isOfGradients[other]! : 0;
    }
  }
  return { nodes, needsWeighted, isOfGradients };
}

/** The size of libjxl's table of gradients: it has none for trees that compare with greater values. */
const MAX_LOOKED_UP = 8192;

function isByte(value: number): boolean {
  return value >= -128 && value <= 127;
}

/** The node at which all samples of a channel begin. */
export function rootFor({ nodes }: MaTree, channel: number, stream: number): number {
  let node = 0;
  for (;;) {
    const at = NODE_SIZE * node;
    const property = nodes[at]!;
    if (property !== CHANNEL && property !== STREAM) return node;
    const value = property === CHANNEL ? channel : stream;
    node = nodes[at + (value > nodes[at + 1]! ? 2 : 3)]!;
  }
}

/** A signed number whose sign is its lowest bit: UnpackSigned, §B.2. Takes and gives 32 bits. */
export function unpackSigned(packed: number): number {
  return (packed >>> 1) ^ -(packed & 1);
}
