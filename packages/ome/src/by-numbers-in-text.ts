/**
 * The order in which people expect numbered names.
 *
 * @module
 */

/** Sorts "image 10" behind "image 9". */
export const BY_NUMBERS_IN_TEXT: Intl.Collator = new Intl.Collator("en", { numeric: true });
