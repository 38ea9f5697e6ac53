/**
 * Links other than those by which objects are created.
 *
 * @module
 */

/** What a link to be written leads to. */
export type LinkTarget =
  /** Another name of an object of the file, wherever that is created. */
  | { readonly kind: "hard"; readonly path: string }
  /** A path, from the group or, if it begins with a slash, from the root; what it leads to need not be there. */
  | SymbolicLink;

/** A link by name, which may lead to nothing. */
export type SymbolicLink =
  | { readonly kind: "soft"; readonly path: string }
  | { readonly kind: "external"; readonly file: string; readonly path: string };
