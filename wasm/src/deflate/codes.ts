/**
 * Huffman codes for encoding DEFLATE: RFC 1951 §3.2.2.
 *
 * A code is a u32 a symbol: its bits, first to be sent lowest, above their number in the low byte; 0 for a symbol
 * without.
 */

/** Symbols in use by ascending count: the count above the symbol in the low 9 bits. */
const SORTED: usize = memory.data(288 * sizeof<u32>(), 4);
/** The same between two passes of the sort, and where each digit's items go. */
const UNSORTED: usize = memory.data(288 * sizeof<u32>(), 4);
const STARTS: usize = memory.data(128 * sizeof<u32>(), 4);
const DIGIT_BITS: u32 = 7;
/** First what nodes weigh, then whose children they are, then how deep they lie: Moffat and Katajainen, 1995. */
const NODES: usize = memory.data(288 * sizeof<u32>(), 4);
/** How many codes have each length; then the next code of each. */
const LENGTHS: usize = memory.data(64 * sizeof<u32>(), 4);

/** Makes the best code of at most `maxBits` bits for u32 `counts` of `symbols` symbols. Two symbols at least get one. */
export function makeCode(code: usize, counts: usize, symbols: u32, maxBits: u32): void {
  const used = sortSymbols(counts, symbols);
  countLengths(used, maxBits);
  memory.fill(code, 0, symbols << 2);
  let rank: u32 = 0;
  for (let bits = maxBits; bits > 0; --bits) {
    for (let left = load<u32>(LENGTHS + (bits << 2)); left > 0; --left, ++rank) {
      store<u32>(code + ((load<u32>(SORTED + (rank << 2)) & 511) << 2), bits);
    }
  }
  assignCodes(code, symbols, maxBits);
}

/** Turns the lengths in the low bytes of `code` into the canonical code. */
export function assignCodes(code: usize, symbols: u32, maxBits: u32): void {
  memory.fill(LENGTHS, 0, 64);
  for (let symbol: u32 = 0; symbol < symbols; ++symbol) {
    const slot = LENGTHS + (load<u32>(code + (symbol << 2)) << 2);
    store<u32>(slot, load<u32>(slot) + 1);
  }
  let next: u32 = 0;
  for (let bits: u32 = 1; bits <= maxBits; ++bits) {
    const slot = LENGTHS + (bits << 2);
    const codes = load<u32>(slot);
    store<u32>(slot, next);
    next = (next + codes) << 1;
  }
  for (let symbol: u32 = 0; symbol < symbols; ++symbol) {
    const bits = load<u32>(code + (symbol << 2));
    if (bits == 0) continue;
    const slot = LENGTHS + (bits << 2);
    const value = load<u32>(slot);
    store<u32>(slot, value + 1);
    store<u32>(code + (symbol << 2), (reverse(value, bits) << 8) | bits);
  }
}

function reverse(value: u32, bits: u32): u32 {
  let reversed: u32 = 0;
  for (; bits > 0; --bits, value >>>= 1) reversed = (reversed << 1) | (value & 1);
  return reversed;
}

/** Fills SORTED and returns how many it holds. Symbols not in use fill up to two: a code needs both its bits. */
function sortSymbols(counts: usize, symbols: u32): u32 {
  let used: u32 = 0;
  for (let symbol: u32 = 0; symbol < symbols; ++symbol) {
    const count = load<u32>(counts + (symbol << 2));
    if (count != 0) store<u32>(SORTED + (used++ << 2), (count << 9) | symbol);
  }
  for (let symbol: u32 = 0; used < 2; ++symbol) {
    if (load<u32>(counts + (symbol << 2)) == 0) store<u32>(SORTED + (used++ << 2), (1 << 9) | symbol);
  }
  sortByCount(used);
  return used;
}

/** Sorts the items in SORTED by their counts: digit by digit, the lowest first. */
function sortByCount(used: u32): void {
  let most: u32 = 0;
  for (let i: u32 = 0; i < used; ++i) most = max(most, load<u32>(SORTED + (i << 2)));
  for (let shift: u32 = 9; most >>> shift > 0; shift += DIGIT_BITS) {
    memory.fill(STARTS, 0, 128 * sizeof<u32>());
    for (let i: u32 = 0; i < used; ++i) {
      const item = load<u32>(SORTED + (i << 2));
      store<u32>(UNSORTED + (i << 2), item);
      const slot = startOf(item, shift);
      store<u32>(slot, load<u32>(slot) + 1);
    }
    let start: u32 = 0;
    for (let slot = STARTS; slot < STARTS + 128 * sizeof<u32>(); slot += 4) {
      const items = load<u32>(slot);
      store<u32>(slot, start);
      start += items;
    }
    for (let i: u32 = 0; i < used; ++i) {
      const item = load<u32>(UNSORTED + (i << 2));
      const slot = startOf(item, shift);
      const place = load<u32>(slot);
      store<u32>(slot, place + 1);
      store<u32>(SORTED + (place << 2), item);
    }
  }
}

// @ts-ignore: decorator
@inline
function startOf(item: u32, shift: u32): usize {
  return STARTS + (((item >>> shift) & ((1 << DIGIT_BITS) - 1)) << 2);
}

/** Fills LENGTHS with how many of the `used` symbols in SORTED have a code of each length. */
function countLengths(used: u32, maxBits: u32): void {
  for (let i: u32 = 0; i < used; ++i) setNode(i, load<u32>(SORTED + (i << 2)) >>> 9);
  let leaf: u32 = 0;
  let root: u32 = 0;
  for (let next: u32 = 0; next < used - 1; ++next) {
    let sum: u32 = 0;
    for (let child = 0; child < 2; ++child) {
      if (leaf >= used || (root < next && node(root) < node(leaf))) {
        sum += node(root);
        setNode(root++, next);
      } else {
        sum += node(leaf++);
      }
    }
    setNode(next, sum);
  }
  // Parents to depths, from the root down.
  setNode(used - 2, 0);
  for (let i = <i32>used - 3; i >= 0; --i) setNode(i, node(node(i)) + 1);
  memory.fill(LENGTHS, 0, 64 * sizeof<u32>());
  // What a level does not use for inner nodes are leaves.
  let available: u32 = 1;
  let inner = <i32>used - 2;
  for (let depth: u32 = 0; available > 0; ++depth) {
    let parents: u32 = 0;
    for (; inner >= 0 && node(inner) == depth; --inner) ++parents;
    const slot = LENGTHS + (min(depth, maxBits) << 2);
    store<u32>(slot, load<u32>(slot) + available - parents);
    available = parents << 1;
  }
  limitLengths(maxBits);
}

/** Makes room for the codes that were cut to `maxBits`: each time a shorter one becomes two, one bit longer. */
function limitLengths(maxBits: u32): void {
  let sum: u32 = 0;
  for (let bits: u32 = 1; bits <= maxBits; ++bits) sum += load<u32>(LENGTHS + (bits << 2)) << (maxBits - bits);
  const last = LENGTHS + (maxBits << 2);
  for (; sum > 1 << maxBits; --sum) {
    let shorter = last - 4;
    while (load<u32>(shorter) == 0) shorter -= 4;
    store<u32>(last, load<u32>(last) - 1);
    store<u32>(shorter, load<u32>(shorter) - 1);
    store<u32>(shorter, load<u32>(shorter, 4) + 2, 4);
  }
}

// @ts-ignore: decorator
@inline
function node(index: u32): u32 {
  return load<u32>(NODES + (index << 2));
}

// @ts-ignore: decorator
@inline
function setNode(index: u32, value: u32): void {
  store<u32>(NODES + (index << 2), value);
}
