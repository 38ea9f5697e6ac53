/**
 * DEFLATE, fetched when first needed.
 *
 * @module
 */

type Deflate = typeof import("#deflate");

let known: Promise<Deflate> | undefined;

/** The module is kept: Node's loader takes its time each time that it is asked, and warms up slowly (`bench hdf5`). */
export function loadDeflate(): Promise<Deflate> {
  known ??= import("#deflate").catch((error) => {
    // A failed import may succeed later; it must not stay.
    known = undefined;
    throw error;
  });
  return known;
}
