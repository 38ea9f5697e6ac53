/**
 * The kinds of chunks that scientific images are made of, from a seed.
 *
 * @module
 */

import type { Chunk } from "@chunkwright/core";
import { cellDensity, cells } from "./cells.ts";
import { normal, poisson, seededRandom } from "./seeded-random.ts";

export interface DataSet {
  readonly name: string;
  /** As numpy spells it. */
  readonly dtype: string;
  readonly chunk: Chunk;
}

/** From 64 KiB to 8 MiB; the quick ones are 512 KiB at most. */
export function dataSets(isQuick: boolean): readonly DataSet[] {
  const first = [microscopy(256, 128), volume(64)];
  if (isQuick) return [...first, labels("uint32", 256), field(256), tissue(256)];
  return [
    ...first,
    microscopy(512, 512),
    microscopy(2048, 2048),
    labels("uint32", 512),
    labels("uint16", 1024),
    field(512),
    photons(1024),
    tissue(512),
    tissue(1024),
  ];
}

/** Cells under a fluorescence microscope: smooth, with shot noise. */
function microscopy(width: number, height: number): DataSet {
  const data = cells(width, height, 1);
  return {
    name: `cells ${width}x${height}`,
    dtype: "<u2",
    chunk: { dataType: "uint16", shape: [height, width], data },
  };
}

/** A stack of slices of the same cells, each with its own noise. */
export function volume(side: number, seed = 2): DataSet {
  const next = seededRandom(seed);
  const density = cellDensity(side, side, next);
  const data = Uint16Array.from({ length: side ** 3 }, (_, i) => {
    const depth = Math.sin((Math.PI * Math.floor(i / side ** 2)) / side);
    return poisson(density[i % side ** 2]! * depth, next);
  });
  return {
    name: `volume ${side}^3`,
    dtype: "<u2",
    chunk: { dataType: "uint16", shape: [side, side, side], data },
  };
}

/** Discs with a number each on a background of zeroes, as segmentation gives them. */
function labels(dataType: "uint16" | "uint32", side: number): DataSet {
  const next = seededRandom(3);
  const values = new Uint32Array(side * side);
  for (let label = 1; label <= (side / 64) ** 2; label += 1) {
    const centerX = next() * side;
    const centerY = next() * side;
    const radius = 6 + 16 * next();
    for (let y = Math.max(0, Math.ceil(centerY - radius)); y < Math.min(side, centerY + radius); y += 1) {
      for (let x = Math.max(0, Math.ceil(centerX - radius)); x < Math.min(side, centerX + radius); x += 1) {
        if ((x - centerX) ** 2 + (y - centerY) ** 2 < radius ** 2) values[y * side + x] = label;
      }
    }
  }
  const shape = [side, side];
  return dataType === "uint32"
    ? { name: `labels u32 ${side}x${side}`, dtype: "<u4", chunk: { dataType, shape, data: values } }
    : {
        name: `labels u16 ${side}x${side}`,
        dtype: "<u2",
        chunk: { dataType, shape, data: Uint16Array.from(values) },
      };
}

/** A smooth field of floats with noise in its low bits, as simulations and processed images have. */
function field(side: number): DataSet {
  const next = seededRandom(4);
  const data = Float32Array.from({ length: side * side }, (_, i) => {
    const x = i % side;
    const y = Math.floor(i / side);
    return 280 + 15 * Math.sin(x / 40) * Math.cos(y / 60) + 0.01 * normal(next);
  });
  return {
    name: `field f32 ${side}x${side}`,
    dtype: "<f4",
    chunk: { dataType: "float32", shape: [side, side], data },
  };
}

/** Single photons: most pixels count none. */
function photons(side: number): DataSet {
  const next = seededRandom(5);
  const density = cellDensity(side, side, next);
  const data = Uint16Array.from(density, (mean) => poisson(mean / 1500, next));
  return {
    name: `photons ${side}x${side}`,
    dtype: "<u2",
    chunk: { dataType: "uint16", shape: [side, side], data },
  };
}

/** Stained tissue in three colours: pink over a bright ground, correlated between samples, a little noise. */
export function tissue(side: number): DataSet {
  const next = seededRandom(6);
  const density = cellDensity(side, side, next);
  const absorption = [0.3, 1, 0.5];
  const data = Uint8Array.from({ length: 3 * side * side }, (_, i) =>
    Math.max(
      0,
      Math.min(
        255,
        235 * Math.exp((-density[Math.floor(i / 3)]! / 3000) * absorption[i % 3]!) + 2 * normal(next),
      ),
    ),
  );
  return {
    name: `tissue rgb ${side}x${side}`,
    dtype: "|u1",
    chunk: { dataType: "uint8", shape: [side, side, 3], data },
  };
}
