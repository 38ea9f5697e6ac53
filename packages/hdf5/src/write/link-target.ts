/**
 * Links other than those by which objects are created.
 *
 * @module
 */

export type LinkTarget =
  /** Another name of an object of the file, wherever that is created. */
  | { readonly kind: "hard"; readonly path: string }
  /** A path, from the group or, if it begins with a slash, from the root; what it leads to need not be there. */
  | SymbolicLink;

export type SymbolicLink =
  | { readonly kind: "soft"; readonly path: string }
  | { readonly kind: "external"; readonly file: string; readonly path: string };
