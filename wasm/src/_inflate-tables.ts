/**
 * Huffman codes of DEFLATE as tables over the next bits, RFC 1951 §3.2.2. Codes longer than a table's index lead to
 * another table behind it.
 *
 * An entry of the table for literals and lengths:
 *    0  6  bits of the code and its extra bits together
 *    8  4  bits of the code
 *   12  2  of literals: how many there are, 1 or 2
 *   14  1  whether it is neither literal nor length
 *   15  1  whether it is a literal or two
 *   16  8  of literals: the first, then the second
 *   16  5  of lengths: the extra bits as a mask
 *   21  9  of lengths: the base
 *   30  1  of others: whether it is the end of the block
 *   31  1  of others: whether it leads to another table, as those of the distances do
 *
 * An entry of the table for distances has 8 bytes, the first two as above, and
 *   16 16  the extra bits as a mask, or the first entry of another table
 *   32 16  the base
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

/** Complete codes of 288 symbols need 2342 entries at most, of 32 symbols 402. */
export const LITERAL_TABLE: usize = memory.data(2400 * sizeof<u32>(), 64);
export const DISTANCE_TABLE: usize = memory.data(512 * sizeof<u64>(), 64);

/**
 * How many of the 2^15 words of 15 bits have to begin with a literal for two to become one entry: a fifth faster where
 * hardly anything else comes, slower elsewhere (`bench codecs`).
 */
const MOSTLY_LITERALS: u32 = (4 << MAX_BITS) / 5;

/** Entries by symbol, without the bits of its code. */
const LITERAL_ENTRIES: usize = memory.data(288 * sizeof<u32>(), 16);
const DISTANCE_ENTRIES: usize = memory.data(32 * sizeof<u64>(), 16);
const LENGTH_CODE_ENTRIES: usize = memory.data(19 * sizeof<u32>(), 16);

/** How many codes have each length, then the next place of each among SORTED, the symbols by length and value. */
const COUNTS: usize = memory.data(16 * sizeof<u32>(), 16);
const OFFSETS: usize = memory.data(16 * sizeof<u32>(), 16);
const SORTED: usize = memory.data(288 * sizeof<u16>(), 16);

// §3.2.5
for (let literal: u32 = 0; literal < 256; ++literal) {
  store<u32>(LITERAL_ENTRIES + (literal << 2), (literal << 16) | IS_LITERAL | (1 << 12));
}
store<u32>(LITERAL_ENTRIES, IS_OTHER | IS_END, 256 << 2);
for (let code: u32 = 0, base: u32 = 3; code < 28; ++code) {
  const extra = code < 8 ? 0 : (code - 4) >> 2;
  store<u32>(LITERAL_ENTRIES + ((257 + code) << 2), (base << 21) | (((1 << extra) - 1) << 16) | extra);
  base += 1 << extra;
}
store<u32>(LITERAL_ENTRIES, 258 << 21, 285 << 2);
store<u32>(LITERAL_ENTRIES, IS_OTHER, 286 << 2);
store<u32>(LITERAL_ENTRIES, IS_OTHER, 287 << 2);
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
  if (!build<u32>(LITERAL_TABLE, LITERAL_BITS, LITERAL_ENTRIES, lengths, count)) return false;
  let literals: u32 = 0;
  for (let literal: u32 = 0; literal < 256; ++literal) {
    const bits = load<u8>(lengths + literal);
    if (bits > 0) literals += (1 << MAX_BITS) >>> bits;
  }
  if (literals > MOSTLY_LITERALS) joinLiterals();
  return true;
}

export function buildDistanceCode(lengths: usize, count: u32): bool {
  return build<u64>(DISTANCE_TABLE, DISTANCE_BITS, DISTANCE_ENTRIES, lengths, count);
}

/** Two literals whose codes fit into an index together become one entry. */
function joinLiterals(): void {
  // What an index holds behind its first code is a smaller index, whose entry is still single.
  for (let index: i32 = (1 << LITERAL_BITS) - 1; index >= 0; --index) {
    const slot = LITERAL_TABLE + (index << 2);
    const first = load<u32>(slot);
    if ((first & IS_LITERAL) == 0) continue;
    const bits = first & 63;
    const second = load<u32>(LITERAL_TABLE + ((<u32>index >>> bits) << 2));
    if ((second & IS_LITERAL) == 0 || bits + (second & 63) > LITERAL_BITS) continue;
    store<u32>(slot, first + (second & 63) + (1 << 12) + ((second >>> 16) << 24));
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
