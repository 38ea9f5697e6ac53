/**
 * What `bench tiff` reads of an image: all of it, tiles here and there, windows here and there. Plain data, for
 * readers in processes of their own.
 *
 * @module
 */

import { type ArrayInfo, byteSize, elementCount, gridShape } from "@chunkwright/core";
import { seededRandom } from "../data/seeded-random.ts";

export interface ReadTask {
  readonly name: string;
  /** Decoded bytes. */
  readonly byteLength: number;
  readonly request: ReadRequest;
}

export interface ReadRequest {
  readonly do: "sample" | "sample_tiles" | "sample_windows";
  /** One after the other. */
  readonly tiles?: readonly Place[];
  /** One after the other. */
  readonly windows?: readonly Window[];
}

/** Row and column, of tiles or of pixels. */
export type Place = readonly [y: number, x: number];

/** A square of pixels. */
export interface Window {
  readonly y: number;
  readonly x: number;
  readonly side: number;
}

const TILES = 100;
const WINDOWS = 25;
const WINDOW = 512;

/** Tasks for an image with y and x as its first axes. */
export function readTasks(info: ArrayInfo): readonly ReadTask[] {
  const elementBytes = byteSize(info.dataType);
  const samples = elementCount(info.shape.slice(2));
  const starts = info.shape.map((extent) => extent - WINDOW + 1);
  const windows = randomPlaces(starts, WINDOWS).map(([y, x]) => ({ y, x, side: WINDOW }));
  return [
    {
      name: "all",
      byteLength: elementCount(info.shape) * elementBytes,
      request: { do: "sample" },
    },
    {
      name: `${TILES} tiles`,
      byteLength: TILES * elementCount(info.chunkShape) * elementBytes,
      request: { do: "sample_tiles", tiles: randomPlaces(gridShape(info), TILES) },
    },
    {
      name: `${WINDOWS} windows`,
      byteLength: WINDOWS * WINDOW ** 2 * samples * elementBytes,
      request: { do: "sample_windows", windows },
    },
  ];
}

function randomPlaces([rows = 0, columns = 0]: readonly number[], count: number): readonly Place[] {
  const next = seededRandom(7);
  return Array.from(
    { length: count },
    (): Place => [Math.floor(next() * rows), Math.floor(next() * columns)],
  );
}
