/**
 * What `bench tiff` reads of an image: all of it, tiles here and there, windows here and there.
 *
 * @module
 */

import { byteSize, type ChunkSource, elementCount, gridShape, readRegion } from "@chunkwright/core";
import type { BaseDecoder, GeoTIFFImage } from "geotiff";
import { seededRandom } from "./seeded-random.ts";

export interface ReadTask {
  readonly name: string;
  /** Decoded bytes. */
  readonly byteLength: number;
  ours(source: ChunkSource): Promise<unknown>;
  geotiff(image: GeoTIFFImage): Promise<unknown>;
  /** What tifffile is asked; absent where it has no like. */
  readonly tifffile?: { readonly do: string; readonly [key: string]: unknown };
}

const TILES = 100;
const WINDOWS = 25;
const WINDOW = 512;

/** Tasks for an image with y and x as its first axes. */
export function readTasks({ info }: ChunkSource): readonly ReadTask[] {
  const elementBytes = byteSize(info.dataType);
  const samples = elementCount(info.shape.slice(2));
  return [
    {
      name: "all",
      byteLength: elementCount(info.shape) * elementBytes,
      ours: (source) => readRegion(source, { start: info.shape.map(() => 0), shape: info.shape }),
      geotiff: (image) => image.readRasters({ interleave: true }),
      tifffile: { do: "sample" },
    },
    {
      name: `${TILES} tiles`,
      byteLength: TILES * elementCount(info.chunkShape) * elementBytes,
      ...readTiles(randomPlaces(gridShape(info), TILES), info.shape.slice(2)),
    },
    {
      name: `${WINDOWS} windows`,
      byteLength: WINDOWS * WINDOW ** 2 * samples * elementBytes,
      ...readWindows(
        randomPlaces(
          info.shape.map((extent) => extent - WINDOW + 1),
          WINDOWS,
        ),
        info.shape.slice(2),
      ),
    },
  ];
}

type Place = readonly [y: number, x: number];
type Readers = Pick<ReadTask, "ours" | "geotiff" | "tifffile">;

function readTiles(tiles: readonly Place[], samples: readonly number[]): Readers {
  return {
    async ours(source) {
      for (const tile of tiles) await source.readChunk([...tile, ...samples.map(() => 0)]);
    },
    async geotiff(image) {
      const decoder = await decoderOf(image);
      for (const [y, x] of tiles) await image.getTileOrStrip(x, y, 0, decoder);
    },
    tifffile: { do: "sample_tiles", tiles },
  };
}

/** What geotiff.js makes for itself in `readRasters`, and wants from whoever asks for a tile. */
async function decoderOf(image: GeoTIFFImage): Promise<BaseDecoder> {
  const { getDecoder } = await import("geotiff");
  const { fileDirectory } = image;
  return getDecoder((await fileDirectory.loadValue("Compression")) ?? 1, {
    tileWidth: image.getTileWidth(),
    tileHeight: image.getTileHeight(),
    planarConfiguration: image.planarConfiguration,
    bitsPerSample: (await fileDirectory.loadValue("BitsPerSample")) ?? 1,
    predictor: (await fileDirectory.loadValue("Predictor")) ?? 1,
  });
}

function readWindows(starts: readonly Place[], samples: readonly number[]): Readers {
  return {
    async ours(source) {
      for (const start of starts) {
        await readRegion(source, {
          start: [...start, ...samples.map(() => 0)],
          shape: [WINDOW, WINDOW, ...samples],
        });
      }
    },
    async geotiff(image) {
      for (const [y, x] of starts) {
        await image.readRasters({ window: [x, y, x + WINDOW, y + WINDOW], interleave: true });
      }
    },
  };
}

function randomPlaces([rows = 0, columns = 0]: readonly number[], count: number): readonly Place[] {
  const next = seededRandom(7);
  return Array.from(
    { length: count },
    (): Place => [Math.floor(next() * rows), Math.floor(next() * columns)],
  );
}
