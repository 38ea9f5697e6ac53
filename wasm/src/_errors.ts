/** What a kernel returns instead of a length; the same numbers in every module. */

/** The input ends before its structure does. */
export const ERROR_TRUNCATED: i32 = -1;
/** The input breaks a rule of its format. */
export const ERROR_INVALID: i32 = -2;
/** The output does not fit into the destination. */
export const ERROR_OVERFLOW: i32 = -3;
/** The input asks for a feature this module does not have. */
export const ERROR_UNSUPPORTED: i32 = -4;
/** The host handed over less scratch memory than the call needs. */
export const ERROR_SCRATCH: i32 = -5;
/** A checksum in the input differs from that of what was decoded. */
export const ERROR_CHECKSUM: i32 = -6;
/** The input needs a dictionary other than the one in use, or the dictionary is broken. */
export const ERROR_DICTIONARY: i32 = -7;
