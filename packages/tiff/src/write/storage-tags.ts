/**
 * The tags by which TIFF describes a codec pipeline: the inverse of `imageCodecs`, with which the reader makes a pipeline of
 * tags.
 *
 * @module
 */

import {
  type ArrayInfo,
  type CodecSpec,
  decodeBase64,
  isFixed,
  isStorageError,
  StorageError,
  wordSize,
} from "@chunkwright/core";

export interface StorageTags {
  /** Tag 259. */
  readonly compression: number;
  /** Tag 317. */
  readonly predictor: number;
  /** Tag 347. */
  readonly jpegTables?: Uint8Array;
  /** Tag 262, where the encoded samples are not what they decode to. */
  readonly photometric?: number;
}

const COMPRESSIONS: { readonly [codec: string]: number } = {
  "numcodecs.zlib": 8,
  zstd: 50000,
  "tiff.lzw": 5,
  "tiff.packbits": 32773,
};
/** libtiff undoes predictors only of these schemes: differences compressed by PackBits it would show as pixels. */
const PREDICTABLE = ["numcodecs.zlib", "zstd", "tiff.lzw"];
const JPEG = 7;
/** PhotometricInterpretation. TIFF 6.0 §21. */
export const YCBCR = 6;
/** Codecs that make a picture of each tile, and whether they have a place for the samples of an image. */
const PICTURES: {
  readonly [codec: string]: { readonly compression: number; fits(info: ArrayInfo): boolean };
} = {
  "tiff.webp": {
    compression: 50001,
    fits: ({ dataType, shape }) => dataType === "uint8" && [3, 4].includes(shape[2] ?? 1),
  },
  "tiff.jpeg2000": {
    compression: 34712,
    fits: ({ dataType, shape: [, , samples = 1] }) =>
      ["uint8", "int8", "uint16", "int16"].includes(dataType) && samples <= MAX_PICTURE_SAMPLES,
  },
  "tiff.jpegxl": {
    compression: 50002,
    fits: ({ dataType, shape: [, , samples = 1] }) =>
      ["uint8", "uint16"].includes(dataType) && samples <= MAX_PICTURE_SAMPLES,
  },
};
/** The most samples that a picture has side by side. */
const MAX_PICTURE_SAMPLES = 4;
const UNCOMPRESSED = 1;

/** Whether readers undo a predictor in front of this codec. */
export function canPredict({ name }: CodecSpec): boolean {
  return PREDICTABLE.includes(name);
}

/** Whether TIFF has tags for the pipeline of an image [y, x], [y, x, s] or, if `planar`, [s, y, x]. */
export function isTiffPipeline(info: ArrayInfo, planar = false): boolean {
  try {
    storageTags(info, planar);
    return true;
  } catch (error) {
    if (isStorageError(error, "unsupported")) return false;
    throw error;
  }
}

/** Throws "unsupported" for a pipeline that TIFF has no tags for. */
export function storageTags(info: ArrayInfo, planar: boolean): StorageTags {
  const { codecs, dataType, shape } = info;
  const [first, ...rest] = codecs;
  if (first?.name === "tiff.jpeg" && rest.length === 0) return jpegTags(first, info);
  const picture = first && rest.length === 0 ? PICTURES[first.name] : undefined;
  if (picture) {
    // A plane is a picture of one sample; a narrow one would be taken for samples.
    const [, height = 0, width = 0] = shape;
    const isPlane = planar && shape.length === 3 && width > MAX_PICTURE_SAMPLES;
    const fits = isPlane ? picture.fits({ ...info, shape: [height, width] }) : !planar && picture.fits(info);
    if (fits) return { compression: picture.compression, predictor: 1 };
    throw unwritable(`${dataType} samples [${shape}] in codec ${first?.name}`);
  }
  const pixelAxis = shape.length === 3 && !planar ? -2 : -1;
  const { predictor, compressors } = predictorOf(codecs, pixelAxis, shape.length);
  const [serializer, compressor, ...others] = compressors;
  if (predictor !== FLOATING_POINT) {
    if (serializer?.name !== "bytes") throw unwritable(`codec ${serializer?.name ?? "at all"} in front`);
    const isLittle = (serializer.configuration?.endian ?? "little") === "little";
    if (!isLittle && isFixed(dataType) && wordSize(dataType) > 1) throw unwritable("big-endian elements");
  }
  const [surplus] = others;
  if (surplus) throw unwritable(`codec ${surplus.name} behind another`);
  if (!compressor) {
    if (predictor !== 1) throw unwritable("a predictor without compression, which readers disagree on");
    return { compression: UNCOMPRESSED, predictor };
  }
  const compression = COMPRESSIONS[compressor.name];
  if (compression === undefined) throw unwritable(`codec ${compressor.name}`);
  if (predictor !== 1 && !canPredict(compressor)) {
    throw unwritable(`a predictor in front of ${compressor.name}, which libtiff does not undo`);
  }
  return { compression, predictor };
}

const FLOATING_POINT = 3;

/** The predictor in front; `compressors` begin with `bytes`, or with nothing where the predictor makes bytes itself. */
function predictorOf(codecs: readonly CodecSpec[], pixelAxis: number, rank: number) {
  const [first, ...rest] = codecs;
  if (first?.name !== "tiff.horizontal_differencing" && first?.name !== "tiff.float_predictor") {
    return { predictor: 1, compressors: codecs };
  }
  const { axis = -1, distance = 1 } = first.configuration ?? {};
  if (distance !== 1) throw unwritable(`a predictor at distance ${distance}`);
  if (axis !== pixelAxis && axis !== pixelAxis + rank) throw unwritable(`a predictor along axis ${axis}`);
  return first.name === "tiff.float_predictor"
    ? { predictor: FLOATING_POINT, compressors: [undefined, ...rest] }
    : { predictor: 2, compressors: rest };
}

function jpegTags({ configuration = {} }: CodecSpec, { dataType, shape }: ArrayInfo): StorageTags {
  const { tables, photometric, quality } = configuration;
  const samples = shape[2] ?? 1;
  if (quality !== undefined && (dataType !== "uint8" || (samples !== 1 && samples !== 3))) {
    throw unwritable(`${dataType} samples [${shape}] in JPEG`);
  }
  const jpegTables = typeof tables === "string" ? decodeBase64(tables) : undefined;
  if (tables !== undefined && !jpegTables) throw unwritable("JPEG tables that are no base64");
  // What is encoded for the file has its colours as YCbCr.
  const stored = quality === undefined || samples === 1 ? photometric : YCBCR;
  return {
    compression: JPEG,
    predictor: 1,
    ...(typeof stored === "number" && { photometric: stored }),
    ...(jpegTables && { jpegTables }),
  };
}

/** What is legal elsewhere, but not to be said in TIFF. */
export function unwritable(feature: string): StorageError<"unsupported"> {
  return new StorageError("unsupported", `Cannot write TIFF image: it has no place for ${feature}`, {
    format: "tiff",
    feature,
  });
}
