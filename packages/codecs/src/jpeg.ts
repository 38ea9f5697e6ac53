/**
 * `tiff.jpeg`: each strip or tile a JPEG stream, its tables perhaps kept in the image's tag 347. Adobe TIFF Technical Note
 * 2; ITU-T T.81. Decodes only: grey and colours of 8 bits through libjpeg-turbo, all others by our own code.
 *
 * @module
 */

import { type Bytes, type Chunk, elementCount, StorageError } from "@chunkwright/core";
import { base64Option } from "./base64-option.ts";
import type { ArrayToBytesCodec } from "./codec.ts";
import { badConfiguration, checkOptions, integerOption } from "./configuration.ts";
import { decodePlainJpeg } from "./jpeg-decode.ts";
import { badJpeg } from "./jpeg-error.ts";
import { colorTransformOf, type JpegStream, jpegStream } from "./jpeg-stream.ts";

const NAME = "tiff.jpeg";

/**
 * `{ tables, photometric }`: tag 347 in base64, and PhotometricInterpretation, by which samples are RGB or YCbCr
 * whatever a decoder would guess. YCbCr is decoded to RGB, as libtiff's and tifffile's users know it.
 */
export const jpeg: ArrayToBytesCodec = {
  kind: "array-to-bytes",
  bind(configuration, { dataType, shape }) {
    checkOptions(NAME, configuration, ["tables", "photometric"]);
    if (dataType !== "uint8" && dataType !== "uint16") {
      throw badConfiguration(NAME, `its samples are uint8 or uint16, not ${dataType}`);
    }
    const tables = base64Option(NAME, configuration, "tables");
    const photometric = integerOption(NAME, configuration, "photometric", { min: 0, max: 65535, default: 6 });
    const count = elementCount(shape);
    return {
      encoded: { minByteLength: 0, maxByteLength: 4 * count + 65536, elementSize: 1 },
      async decode(encoded) {
        const stream = jpegStream(encoded, tables, colorTransformOf(photometric));
        return { dataType, shape, data: await decodeJpeg(stream, dataType, count, photometric) } as Chunk;
      },
      encode() {
        throw new StorageError("unsupported", "Cannot encode tiff.jpeg: it only decodes", {
          format: NAME,
          feature: "encoding",
        });
      },
    };
  },
};

let engine: ReturnType<typeof createEngine> | undefined;

/** The samples of a stream that should have `count` of them. */
export async function decodeJpeg(
  stream: JpegStream,
  dataType: "uint8" | "uint16",
  count: number,
  photometric: number,
): Promise<Bytes | Uint16Array<ArrayBuffer>> {
  const { bytes, frame, precision, components, adobeTransform } = stream;
  if (precision > 8 !== (dataType === "uint16"))
    throw badJpeg(`its samples have ${precision} bits, not those of ${dataType}`);
  if (precision === 8 && frame !== SOF_LOSSLESS && (components === 1 || components === 3))
    return decodeTurbo(bytes, count);
  const isYcbcr = components === 3 && colorTransformOf(photometric) === 1 && frame !== SOF_LOSSLESS;
  const isYcck = components === 4 && adobeTransform === ADOBE_YCCK;
  const samples = decodePlainJpeg(bytes, count, isYcck ? "ycck" : isYcbcr ? "ycbcr" : "plain");
  return dataType === "uint16" ? samples : Uint8Array.from(samples);
}

const SOF_LOSSLESS = 0xc3;
const ADOBE_YCCK = 2;

async function decodeTurbo(stream: Bytes, count: number): Promise<Bytes> {
  engine ??= createEngine();
  const { JPEGDecoder } = await engine;
  const decoder = new JPEGDecoder();
  try {
    decoder.getEncodedBuffer(stream.byteLength).set(stream);
    decoder.readHeader();
    const { width, height, componentCount } = decoder.getFrameInfo();
    if (width * height * componentCount !== count) {
      throw badJpeg(`it is ${width} x ${height} x ${componentCount} samples, ${count} were expected`);
    }
    decoder.decode();
    return new Uint8Array(decoder.getDecodedBuffer());
  } catch (cause) {
    // The library throws numbers, addresses of C++ exceptions.
    if (cause instanceof Error) throw cause;
    throw badJpeg("libjpeg-turbo gave up on it");
  } finally {
    decoder.delete();
  }
}

async function createEngine() {
  const { default: create } = await import("@cornerstonejs/codec-libjpeg-turbo-8bit/decode");
  return create();
}
