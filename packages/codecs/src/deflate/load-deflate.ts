/**
 * Importing DEFLATE when first needed.
 *
 * @module
 */

type Deflate = typeof import("#deflate");

let known: Promise<Deflate> | undefined;

/** Keeps the module: Node's loader takes time even for modules already loaded (`bench hdf5`). */
export function loadDeflate(): Promise<Deflate> {
  known ??= import("#deflate").catch((error) => {
    // A failed import may succeed later, so it is not kept.
    known = undefined;
    throw error;
  });
  return known;
}
