/** Constants of the Zstandard format that the decoder and the encoder share. RFC 8878. */

/** Magic_Number, §3.1.1. */
export const MAGIC_NUMBER: u32 = 0xfd2fb528;
/** Magic_Number of skippable frames, its lowest four bits free, §3.1.2. */
export const SKIPPABLE_MAGIC_NUMBER: u32 = 0x184d2a50;
/** Magic_Number of formatted dictionaries, §5. */
export const DICTIONARY_MAGIC_NUMBER: u32 = 0xec30a437;

/** Block_Type, §3.1.1.2.2. */
export const RAW_BLOCK: u32 = 0;
export const RLE_BLOCK: u32 = 1;
export const COMPRESSED_BLOCK: u32 = 2;
/** Greatest Block_Maximum_Size, §3.1.1.2.4. */
export const BLOCK_MAXIMUM_SIZE: u32 = 1 << 17;

/** Literals_Block_Type, §3.1.1.3.1.1. */
export const RAW_LITERALS_BLOCK: u32 = 0;
export const RLE_LITERALS_BLOCK: u32 = 1;
export const COMPRESSED_LITERALS_BLOCK: u32 = 2;
export const TREELESS_LITERALS_BLOCK: u32 = 3;

/** Compression_Mode of a sequence table, §3.1.1.3.2.1. */
export const PREDEFINED_MODE: u32 = 0;
export const RLE_MODE: u32 = 1;
export const FSE_COMPRESSED_MODE: u32 = 2;
export const REPEAT_MODE: u32 = 3;

/** Greatest code and Accuracy_Log of each sequence table, §3.1.1.3.2.1.1 and §3.1.1.3.2.1. */
export const LITERALS_LENGTH_MAX_CODE: u32 = 35;
export const MATCH_LENGTH_MAX_CODE: u32 = 52;
export const OFFSET_MAX_CODE: u32 = 31;
export const LITERALS_LENGTH_MAX_LOG: u32 = 9;
export const MATCH_LENGTH_MAX_LOG: u32 = 9;
export const OFFSET_MAX_LOG: u32 = 8;
/** Greatest Max_Number_of_Bits of a Huffman tree, and Accuracy_Log of its weights, §4.2.1. */
export const HUFFMAN_MAX_BITS: u32 = 11;
export const HUFFMAN_WEIGHTS_MAX_LOG: u32 = 6;

/** Shortest match that a sequence can hold: the baseline of Match_Length_Code 0. */
export const MINIMUM_MATCH: u32 = 3;

/** Number_of_Bits of each Literals_Length_Code, §3.1.1.3.2.1.1; each baseline follows from those before it. */
export const LITERALS_LENGTH_BITS: usize = memory.data<u8>([
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16,
]);
/** Number_of_Bits of each Match_Length_Code, §3.1.1.3.2.1.1. */
export const MATCH_LENGTH_BITS: usize = memory.data<u8>([
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3,
  3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16,
]);

/** Default distributions, §3.1.1.3.2.2: 64, 64 and 32 states. */
export const LITERALS_LENGTH_DEFAULT: usize = memory.data<i16>([
  4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1, -1, -1, -1, -1,
]);
export const MATCH_LENGTH_DEFAULT: usize = memory.data<i16>([
  1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
  1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1,
]);
export const OFFSET_DEFAULT: usize = memory.data<i16>([
  1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1,
]);
export const LITERALS_LENGTH_DEFAULT_LOG: u32 = 6;
export const MATCH_LENGTH_DEFAULT_LOG: u32 = 6;
export const OFFSET_DEFAULT_LOG: u32 = 5;
/** Greatest offset code in the default distribution. */
export const OFFSET_DEFAULT_MAX_CODE: u32 = 28;

/** Position of the highest set bit of `value`, which is not zero. */
// @ts-ignore: decorator
@inline
export function log2(value: u32): u32 {
  return 31 - clz<u32>(value);
}
