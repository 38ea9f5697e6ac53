/**
 * The planes of one resolution of an NDTiff image as an array.
 *
 * @module
 */

import {
  type ByteSource,
  byteSize,
  type ChunkSource,
  computedSource,
  elementCount,
  mosaic,
  readRegion,
  StorageError,
} from "@chunkwright/core";
import { arrangeAxes } from "../../../arrange-axes.ts";
import { AXIS_NAMES, type AxisName } from "../../../axis-names.ts";
import { placeKey } from "../file-series.ts";
import type { NdTiffGrid, NdTiffImage, TileOverlap } from "./ndtiff-grid.ts";
import type { NdTiffPlane } from "./ndtiff-index.ts";
import { rawPlane } from "./raw-plane.ts";

export const NO_OVERLAP: TileOverlap = { y: 0, x: 0 };

export interface NdTiffArrayParts {
  readonly image: NdTiffImage;
  readonly axes: NdTiffGrid["axes"];
  readonly files: ReadonlyMap<string, ByteSource>;
  /** How many rows and columns tiles share with their neighbours: half of them are cut off at either side. */
  readonly overlap: TileOverlap;
}

export interface NdTiffArray {
  readonly names: readonly AxisName[];
  readonly source: ChunkSource;
  /** Samples of a pixel. */
  readonly samples: number;
}

const RGB = 2;
/** By pixel type. */
const DATA_TYPES = ["uint8", "uint16", "uint8", "uint16", "uint16", "uint16", "uint16"] as const;

/**
 * The array; planes that were not recorded, and those in files that are missing, are absent. Throws "invalid-data" if
 * planes differ in size or type, and "not-found" if there is none.
 */
export function ndTiffArray({ image, axes, files, overlap }: NdTiffArrayParts): NdTiffArray {
  const first = [...image.planes.values()].find(({ fileName }) => files.has(fileName));
  if (!first) {
    throw new StorageError("not-found", `Cannot find any plane of image ${JSON.stringify(image.name)}`, {
      path: image.name,
    });
  }
  for (const plane of image.planes.values()) checkAlike(plane, first);
  const isRgb = first.pixelType === RGB;
  const own = isRgb ? ["y", "x", "c"] : ["y", "x"];
  const names = AXIS_NAMES.filter((name) => own.includes(name) || axes.some((axis) => axis.name === name));
  const open = (plane: NdTiffPlane): ChunkSource | undefined => {
    const file = files.get(plane.fileName);
    return file && arrangeAxes(trimmed(planeSource(file, plane), overlap), own, names);
  };
  const template = open(first);
  if (!template) throw new TypeError("The first plane has no file");
  const source = mosaic({
    counts: names.map((name) => axes.find((axis) => axis.name === name)?.positions.length ?? 1),
    template,
    async open(index) {
      const plane = image.planes.get(placeKey(Object.fromEntries(names.map((name, i) => [name, index[i]!]))));
      return plane && open(plane);
    },
  });
  return { names, source, samples: isRgb ? 3 : 1 };
}

function planeSource(file: ByteSource, plane: NdTiffPlane): ChunkSource {
  const { offset, width, height, pixelType, fileName } = plane;
  const dataType = DATA_TYPES[pixelType];
  if (!dataType) {
    throw new StorageError(
      "unsupported",
      `Cannot read planes of ${fileName}: their pixel type is ${pixelType}`,
      {
        format: "ndtiff",
        feature: `pixel type ${pixelType}`,
      },
    );
  }
  const shape = pixelType === RGB ? [height, width, 3] : [height, width];
  const byteLength = elementCount(shape) * byteSize(dataType);
  if (byteLength === 0 || offset + byteLength > file.size) {
    throw new StorageError(
      "invalid-data",
      `Cannot read a plane of ${width} x ${height} pixels at ${offset} of ${fileName}: it has ${file.size} bytes`,
      { format: "ndtiff", offset },
    );
  }
  return rawPlane({ file, key: fileName, offset }, dataType, shape);
}

/** A tile without what its neighbours show: of an odd number of shared rows, the tile below keeps one more. */
function trimmed(plane: ChunkSource, { y, x }: TileOverlap): ChunkSource {
  if (y === 0 && x === 0) return plane;
  const { codecs: _, ...info } = plane.info;
  const [height = 0, width = 0, ...samples] = info.shape;
  const shape = [height - y, width - x, ...samples];
  if (shape.some((length) => length < 1)) {
    throw new StorageError(
      "invalid-data",
      `Cannot join tiles of ${width} x ${height} that overlap by ${x} x ${y}`,
      {
        format: "ndtiff",
      },
    );
  }
  const start = [Math.floor(y / 2), Math.floor(x / 2), ...samples.map(() => 0)];
  return computedSource({ ...info, shape, chunkShape: shape }, (_index, options) =>
    readRegion(plane, { start, shape }, options),
  );
}

/** Throws "invalid-data" for a plane of another size or type than the first. */
function checkAlike(plane: NdTiffPlane, first: NdTiffPlane): void {
  const isAlike =
    plane.width === first.width &&
    plane.height === first.height &&
    DATA_TYPES[plane.pixelType] === DATA_TYPES[first.pixelType] &&
    (plane.pixelType === RGB) === (first.pixelType === RGB);
  if (isAlike) return;
  throw new StorageError(
    "invalid-data",
    `Cannot join planes to an image: ${describe(plane)}, but ${describe(first)}`,
    { format: "ndtiff" },
  );
}

function describe({ axes, width, height, pixelType }: NdTiffPlane): string {
  return `${JSON.stringify(Object.fromEntries(axes))} is ${width} x ${height} of pixel type ${pixelType}`;
}
