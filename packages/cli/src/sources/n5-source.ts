/**
 * N5 hierarchies as commands see them.
 *
 * @module
 */

import { type N5Store, openN5 } from "@chunkwright/n5";
import { type ImageCollection, readN5Images, slowestFirstGroup } from "@chunkwright/ome";
import type { OpenedSource, OpenOptions } from "../opened-source.ts";
import { baseName, stemOf } from "../place/location.ts";
import { hierarchyArrays } from "./hierarchy-arrays.ts";
import { readSibling, type Siblings } from "./siblings.ts";

export interface OpenN5SourceOptions extends OpenOptions {
  /** Files beside the hierarchy, if it is a directory: one may be a BigDataViewer document. */
  readonly siblings?: Siblings;
}

/**
 * `undefined` if the store holds no N5 hierarchy at its root. Since every directory is a group of N5, one without
 * attributes counts only if its name says so.
 */
export async function openN5Source(
  location: string,
  store: N5Store,
  { siblings, ...options }: OpenN5SourceOptions = {},
): Promise<OpenedSource | undefined> {
  const stored = await openN5(store, "", options);
  if (!stored || (!stored.metadata && !/\.n5(\.zip)?\/*$/i.test(location))) return undefined;
  const root = stored.kind === "group" ? slowestFirstGroup(stored) : stored;
  let images: Promise<ImageCollection | undefined> | undefined;
  return {
    location,
    format: "N5",
    root,
    arrays: (callOptions) => hierarchyArrays(root, "n5", callOptions),
    images(callOptions) {
      images ??= readN5Images(root, {
        ...callOptions,
        name: stemOf(location),
        ...(siblings && {
          fileName: baseName(location),
          readSibling: (fileName: string) => readSibling(siblings, fileName, callOptions),
        }),
        readFile: (key) => store.get(key, callOptions),
      });
      return images;
    },
    close: async () => {},
  };
}
