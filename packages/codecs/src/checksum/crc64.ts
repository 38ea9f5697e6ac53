/**
 * CRC-64 of ECMA-182, reflected, polynomial 0xc96c5795d7870f42: the usual check of .xz files. The .xz File Format
 * 1.2.0 §6.
 *
 * @module
 */

/** The lower and the upper half of a 64-bit word. */
type Word64 = [low: number, high: number];

const TABLE: readonly Word64[] = Array.from({ length: 256 }, (_, byte) => {
  let low = byte;
  let high = 0;
  for (let bit = 0; bit < 8; bit += 1) {
    const carry = low & 1;
    low = (low >>> 1) | (high << 31);
    high >>>= 1;
    if (carry) {
      low ^= 0xd7870f42;
      high ^= 0xc96c5795;
    }
  }
  return [low, high];
});

/** Both halves unsigned. */
export function crc64(bytes: Uint8Array): Word64 {
  let low = -1;
  let high = -1;
  for (const byte of bytes) {
    const [tableLow, tableHigh] = TABLE[(low ^ byte) & 0xff]!;
    low = ((low >>> 8) | (high << 24)) ^ tableLow;
    high = (high >>> 8) ^ tableHigh;
  }
  return [~low >>> 0, ~high >>> 0];
}
