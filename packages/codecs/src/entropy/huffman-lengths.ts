/**
 * Code lengths of Huffman codes with a limit.
 *
 * @module
 */

/**
 * The code length of each symbol, 1 to `limit`. Symbols that do not occur get a code too. If the optimal code exceeds
 * the limit, the counts are flattened until it does not.
 */
export function huffmanLengths(counts: ArrayLike<number>, limit: number): Uint8Array {
  let weights = Array.from(counts, (count) => Math.max(1, count));
  for (;;) {
    const lengths = lengthsOf(weights);
    if (lengths.every((length) => length <= limit)) return lengths;
    weights = weights.map((weight) => 1 + Math.floor(weight / 2));
  }
}

/** Huffman's algorithm: repeatedly merges the two lightest nodes. Merged nodes are created in order of weight. */
function lengthsOf(weights: readonly number[]): Uint8Array {
  const count = weights.length;
  const lengths = new Uint8Array(count);
  if (count < 2) return lengths.fill(1);
  const leaves = Array.from(weights.keys()).sort((a, b) => weights[a]! - weights[b]! || a - b);
  const nodeWeights = [...weights];
  const parents = new Array<number>(2 * count - 1).fill(0);
  let nextLeaf = 0;
  let nextMade = count;
  const lightest = (): number => {
    const leaf = leaves[nextLeaf];
    const isLeaf =
      leaf !== undefined && (nextMade >= nodeWeights.length || nodeWeights[leaf]! <= nodeWeights[nextMade]!);
    if (isLeaf) {
      nextLeaf += 1;
      return leaf;
    }
    nextMade += 1;
    return nextMade - 1;
  };
  while (nodeWeights.length < 2 * count - 1) {
    const [a, b] = [lightest(), lightest()];
    parents[a] = nodeWeights.length;
    parents[b] = nodeWeights.length;
    nodeWeights.push(nodeWeights[a]! + nodeWeights[b]!);
  }
  const depths = new Uint32Array(2 * count - 1);
  for (let node = 2 * count - 3; node >= 0; node -= 1) depths[node] = depths[parents[node]!]! + 1;
  for (let symbol = 0; symbol < count; symbol += 1) lengths[symbol] = Math.min(255, depths[symbol]!);
  return lengths;
}
