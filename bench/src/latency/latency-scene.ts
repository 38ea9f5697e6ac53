/**
 * The two images of ome/ngff-latency-benchmark, smaller: a large plane of several channels and a volume over time, both
 * uint16 in raw chunks, in every format that is read chunk by chunk.
 *
 * @module
 */

import {
  type ArrayInfo,
  type Chunk,
  type ChunkIndex,
  type ChunkSink,
  type ChunkSource,
  chunkIndices,
  gridShape,
  mapConcurrently,
  type Shape,
} from "@chunkwright/core";
import { createHdf5, metadataByteLength } from "@chunkwright/hdf5";
import { createN5 } from "@chunkwright/n5";
import { planOmeTiff } from "@chunkwright/ome";
import { createZip } from "@chunkwright/stores/zip";
import { createTiff } from "@chunkwright/tiff";
import { createZarrArray } from "@chunkwright/zarr";
import type { LatencyValues } from "./latency-value.ts";

export interface LatencyScene {
  readonly name: string;
  readonly axes: string;
  readonly shape: Shape;
  readonly chunkShape: Shape;
  readonly shardShape: Shape;
}

export function latencyScenes(isQuick: boolean): readonly LatencyScene[] {
  const side = isQuick ? 4096 : 16384;
  return [
    {
      name: "A",
      axes: "cyx",
      shape: [4, side, side],
      chunkShape: [1, 256, 256],
      shardShape: [1, side / 4, side / 4],
    },
    {
      name: "B",
      axes: "tzyx",
      shape: [isQuick ? 2 : 10, 256, 256, 256],
      chunkShape: [1, 32, 32, 32],
      shardShape: [1, 256, 256, 256],
    },
  ];
}

export type LatencyFormat = keyof typeof WRITERS;

/** Where the image lies: a file, or the root of a hierarchy that ends in a slash. */
export function latencyKey({ name }: LatencyScene, format: LatencyFormat): string {
  return `${name}/${WRITERS[format].key}`;
}

/** Writes the image; `sink.close` included. */
export async function writeLatencyScene(
  scene: LatencyScene,
  format: LatencyFormat,
  values: LatencyValues,
): Promise<void> {
  const key = latencyKey(scene, format);
  const pieceBytes = scene.chunkShape.reduce((product, length) => product * length, 2);
  await WRITERS[format].write(scene, {
    store: () => values.store(key, pieceBytes),
    file: () => values.file(key),
  });
}

/** Chunks that differ. */
const VARIANTS = 16;

/** Element `i` of a chunk, the same in bench/python/latency.py. */
export function latencyElement(index: ChunkIndex, i: number): number {
  const variant = index.reduce((sum, place, axis) => sum + place * (2 * axis + 1), 0) % VARIANTS;
  return (4099 * variant + 7 * i) % 65536;
}

interface Target {
  store(): ReturnType<LatencyValues["store"]>;
  file(): ReturnType<LatencyValues["file"]>;
}

interface Writer {
  readonly key: string;
  readonly write: (scene: LatencyScene, target: Target) => Promise<void>;
}

const WRITERS = {
  zarr: {
    key: "image.zarr/",
    async write(scene, { store }) {
      await fill(scene, await createZarrArray(store(), "", infoOf(scene), { zarrFormat: 3 }));
    },
  },
  shards: {
    key: "shards.zarr/",
    async write(scene, { store }) {
      const info = { ...infoOf(scene), shardShape: scene.shardShape };
      await fill(scene, await createZarrArray(store(), "", info, { zarrFormat: 3 }));
    },
  },
  zip: {
    key: "image.ozx",
    async write(scene, { file }) {
      const zip = createZip(file(), { alwaysZip64: true });
      await fill(scene, await createZarrArray(zip, "", infoOf(scene), { zarrFormat: 3 }));
      await zip.close();
    },
  },
  n5: {
    key: "image.n5/",
    async write(scene, { store }) {
      const root = await createN5(store());
      const codecs = [{ name: "bytes", configuration: { endian: "big" } }];
      await fill(scene, await root.createArray("image", { ...infoOf(scene), codecs }));
      await root.close();
    },
  },
  hdf5: {
    key: "image.h5",
    async write(scene, { file }) {
      const info = infoOf(scene);
      const root = createHdf5(file(), { reservedBytes: metadataByteLength([info]) });
      await fill(scene, await root.createArray("image", info));
      await root.close();
    },
  },
  tiff: { key: "image.ome.tif", write: writeTiff },
} as const satisfies { readonly [format: string]: Writer };

export const LATENCY_FORMATS: readonly LatencyFormat[] = ["zarr", "shards", "zip", "n5", "tiff", "hdf5"];

function infoOf({ shape, chunkShape, axes }: LatencyScene): ArrayInfo<"uint16"> {
  return {
    dataType: "uint16",
    shape,
    chunkShape,
    fillValue: 0,
    codecs: [{ name: "bytes", configuration: { endian: "little" } }],
    dimensionNames: [...axes],
    attributes: {},
  };
}

async function fill({ shape, chunkShape }: LatencyScene, sink: ChunkSink): Promise<void> {
  const write = (index: ChunkIndex) => sink.writeChunk(index, chunkOf(index, chunkShape));
  await mapConcurrently(chunkIndices(gridShape({ shape, chunkShape })), write, { concurrency: 4 });
  await sink.close();
}

const LONGEST = 256 * 256;
const ramps = new Map<number, Uint16Array>();

/** The chunk, in memory of its own. */
function chunkOf(index: ChunkIndex, shape: Shape, from = 0): Chunk {
  const length = shape.reduce((product, extent) => product * extent, 1);
  const first = latencyElement(index, 0);
  const ramp = ramps.get(first) ?? Uint16Array.from({ length: LONGEST }, (_, i) => latencyElement(index, i));
  ramps.set(first, ramp);
  return { dataType: "uint16", shape, data: Uint16Array.from(ramp.subarray(from, from + length)) };
}

/**
 * Each plane a page, of tiles as large as a chunk is in y and x: a chunk of a volume is a tile of each of its planes.
 */
async function writeTiff(scene: LatencyScene, { file }: Target): Promise<void> {
  const { shape, chunkShape, axes } = scene;
  const info = infoOf(scene);
  const unread = () => Promise.reject(new Error("only described"));
  const source: ChunkSource = { kind: "array", info, readChunk: unread, readEncodedChunk: unread };
  const level = { source, scale: shape.map(() => 1), translation: shape.map(() => 0) };
  const channels = Array.from({ length: axes.startsWith("c") ? shape[0]! : 1 }, () => ({}));
  const image = { name: scene.name, axes: [...axes].map((name) => ({ name })), levels: [level], channels };
  const { omeXml = "" } = planOmeTiff({ images: [{ ...image, levels: [level] }] });
  const page = {
    ...info,
    shape: shape.slice(-2),
    chunkShape: chunkShape.slice(-2),
    dimensionNames: ["y", "x"],
  };
  const pageShape = shape.slice(0, -2);
  const pages = [...chunkIndices(pageShape)];
  const tiff = createTiff(
    file(),
    pages.map((_, n) => ({ info: page, ...(n === 0 && { description: omeXml }) })),
  );
  const [rows = 1, columns = 1] = page.chunkShape;
  for (const [n, place] of pages.entries()) {
    const { sink } = tiff.images[n]!;
    const outer = place.map((at, axis) => Math.floor(at / chunkShape[axis]!));
    const from = (place.at(-1)! % chunkShape[place.length - 1]!) * rows * columns;
    for (const tile of chunkIndices(gridShape(page))) {
      await sink.writeChunk(tile, chunkOf([...outer, ...tile], page.chunkShape, from));
    }
    await sink.close();
  }
  await tiff.close();
}
