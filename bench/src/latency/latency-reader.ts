/**
 * chunkwright as a reader of single chunks over HTTP, one way for each format.
 *
 * @module
 */

import { type ChunkIndex, type ChunkSource, chunkRegion, readRegion } from "@chunkwright/core";
import { openHdf5 } from "@chunkwright/hdf5";
import { openN5 } from "@chunkwright/n5";
import { readTiffImages } from "@chunkwright/ome";
import { type HttpOptions, httpStore, openHttpFile } from "@chunkwright/stores/http";
import { openZip } from "@chunkwright/stores/zip";
import { openTiff } from "@chunkwright/tiff";
import { openZarr } from "@chunkwright/zarr";
import type { LatencyFormat, LatencyScene } from "./latency-scene.ts";

/** An open image. */
export interface LatencyReader {
  read(index: ChunkIndex): Promise<ArrayLike<number>>;
}

/** Opens the image at `url`, which is `latencyKey` on a server. */
export async function openLatencyScene(
  scene: LatencyScene,
  format: LatencyFormat,
  url: string,
  http: HttpOptions = {},
): Promise<LatencyReader> {
  const { source, axes } = await OPENERS[format](url, http, scene);
  return {
    async read(index) {
      const own = chunkRegion(scene, index);
      // OME-TIFF has all five axes.
      const place = [...axes].map((name) => scene.axes.indexOf(name));
      const start = place.map((axis) => own.start[axis] ?? 0);
      const shape = place.map((axis) => own.shape[axis] ?? 1);
      const { data, dataType } = await readRegion(source, { start, shape });
      if (dataType !== "uint16") throw new Error(`${url} has ${dataType} elements`);
      return data;
    },
  };
}

interface Opened {
  readonly source: ChunkSource;
  readonly axes: Iterable<string>;
}

const OPENERS: {
  readonly [format in LatencyFormat]: (
    url: string,
    http: HttpOptions,
    scene: LatencyScene,
  ) => Promise<Opened>;
} = {
  zarr: openZarrAt,
  shards: openZarrAt,
  zip: async (url, http, { axes }) => ({
    source: arrayOf(await openZarr(await openZip(await openHttpFile(url, http)))),
    axes,
  }),
  n5: async (url, http, { axes }) => ({ source: arrayOf(await openN5(httpStore(url, http), "image")), axes }),
  tiff: async (url, http) => {
    const { images } = await readTiffImages(await openTiff(await openHttpFile(url, http)));
    if (!images[0]) throw new Error(`No image in ${url}`);
    return { source: images[0].levels[0].source, axes: images[0].axes.map(({ name }) => name) };
  },
  hdf5: async (url, http, { axes }) => {
    const { root } = await openHdf5(await openHttpFile(url, http));
    return { source: arrayOf(await root.open("image")), axes };
  },
};

async function openZarrAt(url: string, http: HttpOptions, { axes }: LatencyScene): Promise<Opened> {
  return { source: arrayOf(await openZarr(httpStore(url, http))), axes };
}

function arrayOf(node: ChunkSource | { readonly kind: "group" } | undefined): ChunkSource {
  if (node?.kind === "array") return node;
  throw new Error("What was opened is not an array");
}
