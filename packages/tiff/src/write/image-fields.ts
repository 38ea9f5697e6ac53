/**
 * The fields of a directory that say what its image is. TIFF 6.0 §8, §15, §18 and §19.
 *
 * @module
 */

import { byteSize, type DataType } from "@chunkwright/core";
import { TAGS } from "../ifd/tags.ts";
import { geoFields } from "./geo-fields.ts";
import { storageTags, unwritable } from "./storage-tags.ts";
import type { TiffField } from "./tiff-field.ts";
import type { Photometric, TiffImage } from "./tiff-image.ts";

/** Values of SampleFormat. TIFF 6.0 §19; complex: 6, TIFF Technical Notes. */
const SAMPLE_FORMATS: { readonly [dataType in DataType]?: number } = {
  uint8: 1,
  uint16: 1,
  uint32: 1,
  uint64: 1,
  int8: 2,
  int16: 2,
  int32: 2,
  int64: 2,
  float16: 3,
  float32: 3,
  float64: 3,
  complex64: 6,
  complex128: 6,
};

const PHOTOMETRICS: { readonly [name in Photometric]: number } = {
  "min-is-white": 0,
  "min-is-black": 1,
  rgb: 2,
  palette: 3,
  mask: 4,
  separated: 5,
  "cie-lab": 8,
};
const COLOURS: { readonly [name in Photometric]?: number } = { rgb: 3, separated: 4, "cie-lab": 3 };
const RESOLUTION_UNITS = { none: 1, inch: 2, cm: 3 };
const REDUCED_RESOLUTION = 1;

/** Everything but where the chunks and the levels lie. Throws "unsupported" for what TIFF cannot say. */
export function imageFields(image: TiffImage, isLevel: boolean): readonly TiffField[] {
  const { info, planar = false, strips = false, description, resolution } = image;
  const { samples, height, width, rows, columns } = imageSize(image);
  const sampleFormat = SAMPLE_FORMATS[info.dataType];
  if (sampleFormat === undefined) throw unwritable(`${info.dataType} samples`);
  const photometric = image.photometric ?? defaultPhotometric(image, samples);
  const extraSamples = image.extraSamples ?? extraOf(photometric, samples);
  const stored = storageTags(info, planar);
  const { compression, predictor, jpegTables } = stored;
  const perSample = (value: number) => new Array<number>(samples).fill(value);
  return [
    long(TAGS.NewSubfileType, isLevel ? REDUCED_RESOLUTION : 0),
    long(TAGS.ImageWidth, width),
    long(TAGS.ImageLength, height),
    short(TAGS.BitsPerSample, perSample(8 * byteSize(info.dataType))),
    short(TAGS.Compression, [compression]),
    short(TAGS.PhotometricInterpretation, [stored.photometric ?? PHOTOMETRICS[photometric]]),
    ...(description === undefined
      ? []
      : [{ tag: TAGS.ImageDescription, type: "ASCII", text: description } as const]),
    short(TAGS.SamplesPerPixel, [samples]),
    ...(resolution
      ? [
          rational(TAGS.XResolution, resolution.x),
          rational(TAGS.YResolution, resolution.y),
          short(TAGS.ResolutionUnit, [RESOLUTION_UNITS[resolution.unit]]),
        ]
      : []),
    short(TAGS.PlanarConfiguration, [planar ? 2 : 1]),
    ...(predictor === 1 ? [] : [short(TAGS.Predictor, [predictor])]),
    ...(strips
      ? [long(TAGS.RowsPerStrip, rows)]
      : [long(TAGS.TileWidth, columns), long(TAGS.TileLength, rows)]),
    ...(extraSamples.length > 0 ? [short(TAGS.ExtraSamples, extraSamples)] : []),
    short(TAGS.SampleFormat, perSample(sampleFormat)),
    ...(jpegTables ? [{ tag: TAGS.JPEGTables, type: "UNDEFINED", bytes: jpegTables } as const] : []),
    ...geoFields(info.attributes),
    ...(image.fields ?? []),
  ];
}

export interface ImageSize {
  readonly samples: number;
  readonly height: number;
  readonly width: number;
  /** Of a tile or strip. */
  readonly rows: number;
  readonly columns: number;
}

/** Tiles measure a multiple of 16. TIFF 6.0 §15. */
const TILE_MULTIPLE = 16;

/** Throws "unsupported" for shapes that TIFF has no name for, `RangeError` for chunks that are no tiles or strips. */
export function imageSize({ info, planar = false, strips = false }: TiffImage): ImageSize {
  const { shape, chunkShape } = info;
  if (shape.length < 2 || shape.length > 3) throw unwritable(`an image of ${shape.length} axes`);
  if (shape.some((length) => length === 0 || length >= 2 ** 32)) throw unwritable(`an image of [${shape}]`);
  const [samples = 1, height = 0, width = 0] = planar
    ? shape.length === 3
      ? shape
      : [1, ...shape]
    : [shape[2], ...shape];
  const [chunkSamples = 1, rows = 0, columns = 0] =
    planar && shape.length === 3 ? chunkShape : [chunkShape[2], ...chunkShape];
  if (samples >= 2 ** 16) throw unwritable(`${samples} samples a pixel`);
  if (chunkSamples !== (planar ? 1 : samples)) {
    throw new RangeError(`Chunks of [${chunkShape}] are no ${strips ? "strips" : "tiles"} of [${shape}]`);
  }
  if (strips ? columns !== width : rows % TILE_MULTIPLE !== 0 || columns % TILE_MULTIPLE !== 0) {
    throw new RangeError(
      strips
        ? `Strips of ${columns} columns are not as wide as the image of ${width}`
        : `Tiles of ${rows} x ${columns} do not measure a multiple of ${TILE_MULTIPLE}`,
    );
  }
  return { samples, height, width, rows, columns };
}

function defaultPhotometric({ info }: TiffImage, samples: number): Photometric {
  const isColour = info.dataType === "uint8" || info.dataType === "uint16";
  return isColour && (samples === 3 || samples === 4) ? "rgb" : "min-is-black";
}

/** Every sample beyond the colours has to be accounted for; unspecified data unless somebody knows more. */
function extraOf(photometric: Photometric, samples: number): readonly number[] {
  return new Array<number>(Math.max(0, samples - (COLOURS[photometric] ?? 1))).fill(0);
}

function short(tag: number, numbers: readonly number[]): TiffField {
  return { tag, type: "SHORT", numbers };
}

function long(tag: number, value: number): TiffField {
  return { tag, type: "LONG", numbers: [value] };
}

function rational(tag: number, value: number): TiffField {
  return { tag, type: "RATIONAL", numbers: [value] };
}
