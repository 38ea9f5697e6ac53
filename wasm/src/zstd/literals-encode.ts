/** Literals section for the encoder. RFC 8878 §3.1.1.3.1. */

import { copyLiterals } from "../bytes/copy";
import {
  COMPRESSED_LITERALS_BLOCK,
  HUFFMAN_MAX_BITS,
  log2,
  RAW_LITERALS_BLOCK,
  RLE_LITERALS_BLOCK,
  TREELESS_LITERALS_BLOCK,
} from "./format";
import { countBytes } from "./histogram";
import { bitsOf, buildTree, encodeStream, TREE_SIZE, writeTree } from "./huffman-encode";

const COUNTS: usize = memory.data(256 * sizeof<u32>(), 16);
/** The tree of the last block that had one, and the one under construction. */
let tree: usize = memory.data(TREE_SIZE, 4);
let nextTree: usize = memory.data(TREE_SIZE, 4);
/** Whether the current block describes `nextTree`. */
let isTreeNew: bool = false;

/** Fewer literals are not worth a tree of their own, nor four streams. */
const TREE_MINIMUM: u32 = 48;
const FOUR_STREAMS_MINIMUM: u32 = 256;

/** Discards the tree of an earlier frame. */
export function resetLiterals(): void {
  store<u32>(tree, 0, 4);
}

/** States that the current block is kept, so that the next block may use its tree. */
export function keepTree(): void {
  if (!isTreeNew) return;
  const old = tree;
  tree = nextTree;
  nextTree = old;
}

/**
 * Writes the Literals_Section of `length` bytes at `src` up to `end`. Returns where it ends, or 0 if it does not fit.
 */
export function encodeLiterals(src: usize, length: u32, dst: usize, end: usize, isCompressed: bool): usize {
  isTreeNew = false;
  if (!isCompressed) return writeRaw(src, length, dst, end);
  const hasTree = load<u32>(tree, 4) != 0;
  const minimum: u32 = hasTree ? 8 : TREE_MINIMUM;
  if (length < minimum) return writeRaw(src, length, dst, end);
  const most = countBytes(COUNTS, src, length);
  if (most == length) {
    const at = writeHeader(RLE_LITERALS_BLOCK, length, dst);
    store<u8>(at, load<u8>(src));
    return at + 1;
  }
  // Nearly even counts: not worth trying.
  if (most <= (length >>> 7) + 4) return writeRaw(src, length, dst, end);

  const streams: u32 = length < FOUR_STREAMS_MINIMUM ? 1 : 4;
  const headerSize: u32 = 3 + <u32>(length >= 1024) + <u32>(length >= 16384);
  const overhead: u32 = headerSize + (streams == 4 ? 10 : 1);
  const treelessBits = bitsOf(tree, COUNTS);
  let size: u32 = treelessBits < 0 ? 0xffffffff : overhead + (<u32>treelessBits >>> 3);
  let treeSize: u32 = 0;
  const body = dst + headerSize;
  if (length >= TREE_MINIMUM) {
    if (body + 129 > end) return 0;
    buildTree(nextTree, COUNTS, min(HUFFMAN_MAX_BITS, max<u32>(log2(length - 1) - 1, 8)));
    treeSize = writeTree(nextTree, body);
    const withTree = overhead + treeSize + (<u32>bitsOf(nextTree, COUNTS) >>> 3);
    isTreeNew = treeSize != 0 && withTree < size;
    if (isTreeNew) size = withTree;
    else treeSize = 0;
  }
  if (size >= length - (length >>> 6) - 2) {
    isTreeNew = false;
    return writeRaw(src, length, dst, end);
  }
  if (dst + size + 8 > end) return 0;

  const used = isTreeNew ? nextTree : tree;
  let at = body + treeSize;
  if (streams == 1) {
    at = encodeStream(used, src, length, at);
  } else {
    const jumpTable = at;
    const segment = (length + 3) >>> 2;
    at += 6;
    for (let stream: u32 = 0; stream < 4; ++stream) {
      const start = at;
      at = encodeStream(used, src, stream < 3 ? segment : length - 3 * segment, at);
      if (stream < 3) store<u16>(jumpTable + (stream << 1), <u16>(at - start));
      src += segment;
    }
  }
  // Size_Format: one stream; four streams with sizes of 10, 14 or 18 bits.
  const sizeFormat: u32 = streams == 1 ? 0 : headerSize - 2;
  const type = isTreeNew ? COMPRESSED_LITERALS_BLOCK : TREELESS_LITERALS_BLOCK;
  const header =
    <u64>(type | (sizeFormat << 2) | (length << 4)) | (<u64>(at - body) << (headerSize * 4 + 2));
  store<u16>(dst, <u16>header);
  store<u8>(dst, <u8>(header >>> 16), 2);
  if (headerSize > 3) store<u8>(dst, <u8>(header >>> 24), 3);
  if (headerSize > 4) store<u8>(dst, <u8>(header >>> 32), 4);
  return at;
}

function writeRaw(src: usize, length: u32, dst: usize, end: usize): usize {
  if (dst + 3 + length > end) return 0;
  const at = writeHeader(RAW_LITERALS_BLOCK, length, dst);
  copyLiterals(at, src, length);
  return at + length;
}

/** Header of literals that are not coded: sizes of 5, 12 or 20 bits. Returns where it ends. */
function writeHeader(type: u32, length: u32, dst: usize): usize {
  if (length < 32) {
    store<u8>(dst, <u8>(type | (length << 3)));
    return dst + 1;
  }
  if (length < 4096) {
    store<u16>(dst, <u16>(type | (1 << 2) | (length << 4)));
    return dst + 2;
  }
  const header = type | (3 << 2) | (length << 4);
  store<u16>(dst, <u16>header);
  store<u8>(dst, <u8>(header >>> 16), 2);
  return dst + 3;
}
