/**
 * The checksum of bzip2's blocks. Tsai, "BZIP2: Format Specification" (2016), §2.2.2.
 *
 * @module
 */

/** CRC-32 with its bits most significant first, polynomial 0x04c11db7. */
const TABLE: Uint32Array = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24;
  for (let bit = 0; bit < 8; bit += 1) crc = (crc << 1) ^ (crc < 0 ? 0x04c11db7 : 0);
  return crc;
});

export function bzip2Crc(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (let i = 0; i < bytes.length; i += 1) crc = (crc << 8) ^ TABLE[(crc >>> 24) ^ bytes[i]!]!;
  return ~crc >>> 0;
}

/** The stream's checksum with that of one more block. §2.2.4. */
export function combineBzip2Crc(stream: number, block: number): number {
  return (((stream << 1) | (stream >>> 31)) ^ block) >>> 0;
}
