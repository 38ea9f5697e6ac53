/**
 * Constants of the records in an archive, shared by reader and writer. APPNOTE 6.3.10 §4.3.
 *
 * @module
 */

/** First four bytes of each record, little-endian. */
export const LOCAL_HEADER_SIGNATURE: number = 0x04034b50;
export const CENTRAL_HEADER_SIGNATURE: number = 0x02014b50;
export const END_SIGNATURE: number = 0x06054b50;
export const ZIP64_END_SIGNATURE: number = 0x06064b50;
export const ZIP64_LOCATOR_SIGNATURE: number = 0x07064b50;

/** Lengths of the records' fixed parts, without the variable-length fields that follow. */
export const LOCAL_HEADER_BYTES: number = 30;
export const CENTRAL_HEADER_BYTES: number = 46;
export const END_BYTES: number = 22;
export const ZIP64_END_BYTES: number = 56;
export const ZIP64_LOCATOR_BYTES: number = 20;

/** Longest archive comment, name or extra field. */
export const MAX_FIELD_BYTES: number = 0xffff;

/** The value of a field with all bits set is in a ZIP64 record instead. §4.4.1.4. */
export const IN_ZIP64_16: number = 0xffff;
export const IN_ZIP64_32: number = 0xffffffff;

/** Header ID of the extra field that holds them. §4.5.3. */
export const ZIP64_EXTRA_ID: number = 0x0001;

/** Microsoft Open Packaging Growth Hint: the registered way to leave space. §4.6.10. */
export const GROWTH_HINT_ID: number = 0xa220;
export const GROWTH_HINT_SIGNATURE: number = 0xa028;
/** Its minimum length: header, signature and initial padding value. */
export const GROWTH_HINT_BYTES: number = 8;

/** General purpose bit flags. §4.4.4. */
export const FLAG_ENCRYPTED: number = 1 << 0;
export const FLAG_PATCHED: number = 1 << 5;
export const FLAG_STRONG_ENCRYPTION: number = 1 << 6;
export const FLAG_UTF8: number = 1 << 11;
export const FLAG_MASKED_HEADERS: number = 1 << 13;

/** Compression methods. §4.4.5. */
export const METHOD_STORED: number = 0;
export const METHOD_DEFLATED: number = 8;
