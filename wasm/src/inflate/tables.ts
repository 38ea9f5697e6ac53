/**
 * Huffman codes of DEFLATE as tables over the next bits, RFC 1951 §3.2.2. Codes longer than a table's index lead to
 * another table behind it.
 *
 * An entry has 8 bytes. Of literals and lengths it stands for one symbol, or for two whose codes fit into an index
 * together and the first of which is a literal:
 *    0  6  bits of the codes and of the extra bits together
 *    8  4  bits of the codes
 *   14  1  whether it is neither literal nor length
 *   15  1  whether it ends with a literal
 *   16 16  the literals
 *   32  9  the base of the length
 *   48  5  the extra bits of the length as a mask
 *   56  2  how many literals there are
 *
 * Of distances
 *    0  6  bits of the code and of its extra bits together
 *    8  4  bits of the code
 *   14  1  whether it is no distance
 *   16 16  the extra bits as a mask
 *   32 16  the base
 *
 * and of others
 *   16 12  the first entry of another table
 *   30  1  whether it is the end of the block
 *   31  1  whether it leads to another table
 * A table that is led to has as many bits as an entry's 4 bits at 8 say.
 */

const MAX_BITS: u32 = 15;
export const LITERAL_BITS: u32 = 11;
export const DISTANCE_BITS: u32 = 8;
export const LENGTH_CODE_BITS: u32 = 7;

export const IS_OTHER: u32 = 1 << 14;
export const IS_LITERAL: u32 = 1 << 15;
export const IS_END: u32 = 1 << 30;
export const IS_TABLE: u32 = 1 << 31;
const LITERALS: u64 = 0xffff0000;
/** One literal, by how many there are. */
const ONE_LITERAL: u64 = 1 << 56;

/** Complete codes of 288 symbols need 2342 entries at most, of 32 symbols 402. */
export const LITERAL_TABLE: usize = memory.data(2400 * sizeof<u64>(), 64);
export const DISTANCE_TABLE: usize = memory.data(512 * sizeof<u64>(), 64);

/** Entries by symbol, without the bits of its code. */
const LITERAL_ENTRIES: usize = memory.data(288 * sizeof<u64>(), 16);
const DISTANCE_ENTRIES: usize = memory.data(32 * sizeof<u64>(), 16);
const LENGTH_CODE_ENTRIES: usize = memory.data(19 * sizeof<u32>(), 16);

/** How many codes have each length, then the next place of each among SORTED, the symbols by length and value. */
const COUNTS: usize = memory.data(16 * sizeof<u32>(), 16);
const OFFSETS: usize = memory.data(16 * sizeof<u32>(), 16);
const SORTED: usize = memory.data(288 * sizeof<u16>(), 16);

// §3.2.5
for (let literal: u32 = 0; literal < 256; ++literal) {
  store<u64>(LITERAL_ENTRIES + (literal << 3), ONE_LITERAL | (literal << 16) | IS_LITERAL);
}
store<u64>(LITERAL_ENTRIES, IS_OTHER | IS_END, 256 << 3);
for (let code: u32 = 0, base: u32 = 3; code < 28; ++code) {
  const extra = code < 8 ? 0 : (code - 4) >> 2;
  const mask: u64 = (1 << extra) - 1;
  store<u64>(LITERAL_ENTRIES + ((257 + code) << 3), (mask << 48) | (<u64>base << 32) | extra);
  base += 1 << extra;
}
store<u64>(LITERAL_ENTRIES, <u64>258 << 32, 285 << 3);
store<u64>(LITERAL_ENTRIES, IS_OTHER, 286 << 3);
store<u64>(LITERAL_ENTRIES, IS_OTHER, 287 << 3);
for (let code: u32 = 0, base: u32 = 1; code < 30; ++code) {
  const extra = code < 4 ? 0 : (code - 2) >> 1;
  const mask: u64 = (1 << extra) - 1;
  store<u64>(DISTANCE_ENTRIES + (code << 3), (<u64>base << 32) | (mask << 16) | extra);
  base += 1 << extra;
}
store<u64>(DISTANCE_ENTRIES, IS_OTHER, 30 << 3);
store<u64>(DISTANCE_ENTRIES, IS_OTHER, 31 << 3);
for (let symbol: u32 = 0; symbol < 19; ++symbol) store<u32>(LENGTH_CODE_ENTRIES + (symbol << 2), symbol << 16);

/**
 * Builds the code for lengths of codes into LITERAL_TABLE from 19 lengths, a byte each: entries are symbol << 16 and
 * the bits of its code. As all these, false if the code has more symbols than bits can tell apart, or fewer: only a
 * code of one symbol, or of none, may leave bits unused, as zlib has it.
 */
export function buildLengthCode(lengths: usize): bool {
  return build<u32>(LITERAL_TABLE, LENGTH_CODE_BITS, LENGTH_CODE_ENTRIES, lengths, 19);
}

export function buildLiteralCode(lengths: usize, count: u32): bool {
  if (!build<u64>(LITERAL_TABLE, LITERAL_BITS, LITERAL_ENTRIES, lengths, count)) return false;
  joinSymbols();
  return true;
}

export function buildDistanceCode(lengths: usize, count: u32): bool {
  return build<u64>(DISTANCE_TABLE, DISTANCE_BITS, DISTANCE_ENTRIES, lengths, count);
}

/** A literal and the symbol behind it, where both codes fit into an index, become one entry. */
function joinSymbols(): void {
  // What an index holds behind its first code is a smaller index, whose entry is still single.
  for (let index: i32 = (1 << LITERAL_BITS) - 1; index >= 0; --index) {
    const slot = LITERAL_TABLE + (index << 3);
    const first = load<u64>(slot);
    if ((first & IS_LITERAL) == 0) continue;
    const bits = first & 63;
    const second = load<u64>(LITERAL_TABLE + ((<usize>index >>> <usize>bits) << 3));
    if ((second & IS_OTHER) != 0 || bits + ((second >>> 8) & 15) > LITERAL_BITS) continue;
    // The second literal, if it is one, moves behind the first.
    const literals = (((second >>> 16) & 0xff) << 24) | (((first >>> 16) & 0xff) << 16);
    store<u64>(slot, (second & ~LITERALS) + literals + ONE_LITERAL + bits * 0x101);
  }
}

function build<T>(table: usize, tableBits: u32, entries: usize, lengths: usize, count: u32): bool {
  memory.fill(COUNTS, 0, 16 * sizeof<u32>());
  for (let symbol: u32 = 0; symbol < count; ++symbol) {
    const slot = COUNTS + (<usize>load<u8>(lengths + symbol) << 2);
    store<u32>(slot, load<u32>(slot) + 1);
  }
  let left: i32 = 1;
  let used: u32 = 0;
  for (let length: u32 = 1; length <= MAX_BITS; ++length) {
    const codes = load<u32>(COUNTS + (length << 2));
    left = (left << 1) - codes;
    if (left < 0) return false;
    store<u32>(OFFSETS + (length << 2), used);
    used += codes;
  }
  if (left > 0) {
    if (used > 1 || load<u32>(COUNTS, 4) != used) return false;
    for (let index: usize = 0; index < 1 << tableBits; ++index) store<T>(table + index * sizeof<T>(), <T>IS_OTHER);
  }
  for (let symbol: u32 = 0; symbol < count; ++symbol) {
    const slot = OFFSETS + (<usize>load<u8>(lengths + symbol) << 2);
    const place = load<u32>(slot);
    store<u32>(slot, place + 1);
    if (slot != OFFSETS) store<u16>(SORTED + (place << 1), <u16>symbol);
  }
  if (left > 0) {
    if (used == 0) return true;
    // One code of one bit, 0.
    const entry = entryOf<T>(entries, SORTED, 1);
    for (let index: usize = 0; index < 1 << tableBits; index += 2) store<T>(table + index * sizeof<T>(), entry);
    return true;
  }
  fillTable<T>(table, tableBits, entries);
  return true;
}

/** Enters the codes of COUNTS and SORTED, which are complete. DEFLATE sends codes bits reversed. */
function fillTable<T>(table: usize, tableBits: u32, entries: usize): void {
  let sorted = SORTED;
  let code: u32 = 0;
  // The table so far, for indices of `length` bits, which each length more doubles.
  for (let length: u32 = 1; length <= tableBits; ++length) {
    if (length > 1) memory.copy(table + (sizeof<T>() << (length - 1)), table, sizeof<T>() << (length - 1));
    for (let codes = load<u32>(COUNTS + (length << 2)); codes > 0; --codes, sorted += 2) {
      store<T>(table + <usize>code * sizeof<T>(), entryOf<T>(entries, sorted, length));
      if (isLast(code, length)) {
        for (; length < tableBits; ++length) memory.copy(table + (sizeof<T>() << length), table, sizeof<T>() << length);
        return;
      }
      code = following(code, length);
    }
  }
  fillTablesBehind<T>(table, tableBits, entries, sorted, code);
}

/** Enters the codes longer than `tableBits`, which begin with the symbol at `sorted` and `code`. */
function fillTablesBehind<T>(table: usize, tableBits: u32, entries: usize, sorted: usize, code: u32): void {
  let start: usize = 0;
  let end: usize = 1 << tableBits;
  let prefix: u32 = -1;
  for (let length = tableBits + 1; ; ++length) {
    for (let codes = load<u32>(COUNTS + (length << 2)); codes > 0; --codes, sorted += 2) {
      if ((code & ((1 << tableBits) - 1)) != prefix) {
        prefix = code & ((1 << tableBits) - 1);
        start = end;
        // As many bits as the codes with this prefix need.
        let bits = length - tableBits;
        for (let room: i32 = (1 << bits) - codes; room > 0; ) {
          ++bits;
          room = (room << 1) - load<u32>(COUNTS + ((tableBits + bits) << 2));
        }
        end = start + (1 << bits);
        store<T>(table + <usize>prefix * sizeof<T>(), <T>(<u32>(start << 16) | IS_OTHER | IS_TABLE | (bits << 8) | tableBits));
      }
      const entry = entryOf<T>(entries, sorted, length - tableBits);
      for (let index = start + (code >>> tableBits); index < end; index += 1 << (length - tableBits)) {
        store<T>(table + index * sizeof<T>(), entry);
      }
      if (isLast(code, length)) return;
      code = following(code, length);
    }
  }
}

/** The entry of the symbol at `sorted`, with so many bits of its code left to read. */
// @ts-ignore: decorator
@inline
function entryOf<T>(entries: usize, sorted: usize, bits: u32): T {
  return load<T>(entries + <usize>load<u16>(sorted) * sizeof<T>()) + <T>((bits << 8) | bits);
}

/** Whether no code follows in a complete code: all bits are ones. */
// @ts-ignore: decorator
@inline
function isLast(code: u32, length: u32): bool {
  return code == (1 << length) - 1;
}

/** The next code of `length` bits, bits reversed, after one that is not the last. */
// @ts-ignore: decorator
@inline
function following(code: u32, length: u32): u32 {
  const highest: u32 = 0x80000000 >>> clz(code ^ ((1 << length) - 1));
  return (code & (highest - 1)) | highest;
}
