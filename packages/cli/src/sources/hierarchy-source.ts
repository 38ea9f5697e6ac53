/**
 * Hierarchies of Zarr and N5, by what their documents say.
 *
 * @module
 */

import type { N5Store } from "@chunkwright/n5";
import type { ZarrStore } from "@chunkwright/zarr";
import type { OpenedSource } from "../opened-source.ts";
import type { OpenN5SourceOptions } from "./n5-source.ts";
import { openZarrSource } from "./zarr-source.ts";

export type HierarchyStore = ZarrStore & N5Store;

/** `undefined` if the store holds no hierarchy at its root. */
export async function openHierarchySource(
  location: string,
  store: HierarchyStore,
  options?: OpenN5SourceOptions,
): Promise<OpenedSource | undefined> {
  const zarr = await openZarrSource(location, store, options);
  if (zarr && !holdsN5Blocks(zarr)) return zarr;
  const { openN5Source } = await import("./n5-source.ts");
  return (await openN5Source(location, store, options)) ?? zarr;
}

/**
 * An N5 array with an additional document for readers of Zarr; the N5 document needs no extension and crops its
 * edges.
 */
function holdsN5Blocks({ root }: OpenedSource): boolean {
  return root?.kind === "array" && root.info.codecs.some(({ name }) => name === "n5_default");
}
