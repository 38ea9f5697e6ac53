/**
 * Image formats as array-to-bytes codecs: each chunk is a picture, whose header must agree with the array.
 *
 * @module
 */

import {
  type Bytes,
  byteSize,
  bytesOf,
  type Chunk,
  type DataType,
  elementCount,
  isStorageError,
  type JsonObject,
  type Shape,
  StorageError,
  viewElements,
} from "@chunkwright/core";
import type { ArrayToBytesCodec } from "../codec.ts";
import { checkOptions } from "../configuration.ts";
import { refuseEncoding } from "../decode-only.ts";

/** A decoded picture. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Samples per pixel, interleaved in `samples`. */
  readonly sampleCount: number;
  /** Elements of the array's data type in host byte order, in memory that nothing else uses. */
  readonly samples: Bytes;
}

/** The type and size that a picture must have. */
export interface PictureSpec {
  readonly dataType: DataType;
  /** `[y, x]` or `[y, x, s]`, perhaps after axes of length 1. */
  readonly shape: Shape;
  readonly configuration: JsonObject;
}

export interface ImageFormat {
  /** Name in the codec table. */
  readonly name: string;
  /** Name of the format, for errors. */
  readonly title: string;
  readonly dataTypes: readonly DataType[];
  /** Names of its options, which `decode` reads. */
  readonly options?: readonly string[];
  /** A `StorageError` is passed on; anything else that a library throws becomes "invalid-data". */
  decode(encoded: Bytes, spec: PictureSpec): Promise<Picture>;
  /**
   * Lossless; absent for formats that are only decoded. Rejects with "unsupported" for samples the format cannot hold.
   */
  encode?(picture: Picture, spec: PictureSpec): Promise<Bytes>;
}

export function imageCodec(format: ImageFormat): ArrayToBytesCodec {
  const { name, title, dataTypes, options = [], decode, encode } = format;
  return {
    kind: "array-to-bytes",
    bind(configuration, { dataType, shape }) {
      checkOptions(name, configuration, options);
      if (!dataTypes.includes(dataType)) {
        const fact = `it is read with samples of ${dataTypes.join(", ")}, not ${dataType}`;
        throw new StorageError("unsupported", `Cannot use codec ${name}: ${fact}`, {
          format: name,
          feature: `${dataType} samples`,
        });
      }
      const byteLength = elementCount(shape) * byteSize(dataType);
      return {
        encoded: { minByteLength: 0, maxByteLength: 2 * byteLength + 2 ** 20, elementSize: 1 },
        async decode(encoded) {
          const picture = await decoded(title, () => decode(encoded, { dataType, shape, configuration }));
          checkSize(title, picture, shape, byteLength);
          return { dataType, shape, data: viewElements(dataType, picture.samples) } as Chunk;
        },
        encode: encode
          ? (chunk) => encode(pictureOf(chunk, title), { dataType, shape, configuration })
          : refuseEncoding(name),
      };
    },
  };
}

async function decoded(title: string, decode: () => Promise<Picture>): Promise<Picture> {
  try {
    return await decode();
  } catch (cause) {
    if (isStorageError(cause)) throw cause;
    // Libraries also throw strings, and addresses of C++ exceptions.
    const fact = cause instanceof Error || typeof cause === "string" ? `${cause}` : "its decoder gave up";
    throw badPicture(title, fact, cause);
  }
}

function checkSize(title: string, picture: Picture, shape: Shape, byteLength: number): void {
  const { width, height, sampleCount, samples } = picture;
  const hasSampleAxis = sampleCount > 1;
  const expected = [...(hasSampleAxis ? shape.slice(-3) : [...shape.slice(-2), 1])];
  const isSame = expected[0] === height && expected[1] === width && expected[2] === sampleCount;
  // Arrays of one sample per pixel may be [y, x, 1].
  const isSameOfOne = !hasSampleAxis && elementCount(shape) === width * height;
  if ((isSame || isSameOfOne) && samples.byteLength === byteLength) return;
  throw badPicture(
    title,
    `it is ${width} x ${height} pixels of ${sampleCount} samples in ${samples.byteLength} bytes, not [${shape}]`,
  );
}

/** Largest number of samples per pixel. */
const MAX_SAMPLES = 4;

/** A chunk `[y, x]` or `[y, x, s]`, perhaps after axes of length 1. */
export function pictureOf({ data, shape }: Chunk, title: string): Picture {
  const hasSamples = shape.length > 2 && shape.at(-1)! <= MAX_SAMPLES;
  const [height = 0, width = 0, sampleCount = 1] = hasSamples ? shape.slice(-3) : shape.slice(-2);
  if (height * width * sampleCount !== elementCount(shape)) {
    throw unwritablePicture(title, `a chunk of [${shape}]`);
  }
  return { width, height, sampleCount, samples: bytesOf(data) };
}

/** The error for samples that a format cannot hold. */
export function unwritablePicture(title: string, feature: string): StorageError<"unsupported"> {
  return new StorageError("unsupported", `Cannot encode ${title}: it has no place for ${feature}`, {
    format: title,
    feature,
  });
}

/** The error for pictures that are damaged or do not match the array. */
export function badPicture(title: string, fact: string, cause?: unknown): StorageError<"invalid-data"> {
  return new StorageError(
    "invalid-data",
    `Cannot decode ${title}: ${fact}`,
    { format: title },
    cause instanceof Error ? { cause } : undefined,
  );
}
