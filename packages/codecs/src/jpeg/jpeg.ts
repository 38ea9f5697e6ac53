/**
 * `tiff.jpeg`: each strip or tile a JPEG stream, whose tables may be in the image's tag 347. Adobe TIFF Technical Note
 * 2; ITU-T T.81. 8-bit grey and RGB are decoded and encoded by libjpeg-turbo; all others are decoded by our own code.
 *
 * @module
 */

import { type Bytes, bytesOf, type Chunk, elementCount, viewElements } from "@chunkwright/core";
import type { ArrayToBytesCodec } from "../codec.ts";
import { badConfiguration, checkOptions, integerOption } from "../configuration.ts";
import { pictureOf, unwritablePicture } from "../image/image-codec.ts";
import { startLibrary } from "../library/start-library.ts";
import { base64Option } from "./base64-option.ts";
import { decodePlainJpeg } from "./jpeg-decode.ts";
import { badJpeg } from "./jpeg-error.ts";
import { SOF3 } from "./jpeg-markers.ts";
import { type JpegStream, jpegStream } from "./jpeg-stream.ts";

const NAME = "tiff.jpeg";
const TITLE = "JPEG";
/** PhotometricInterpretation of encoded RGB, TIFF 6.0 §21. */
const YCBCR = 6;

/**
 * `{ tables, photometric, quality }`: tag 347 in base64, and PhotometricInterpretation, which decides whether samples
 * are RGB or YCbCr. YCbCr is decoded to RGB, as by libtiff and tifffile. Encoding requires a `quality`, since it is
 * lossy.
 */
export const jpeg: ArrayToBytesCodec = {
  kind: "array-to-bytes",
  bind(configuration, { dataType, shape }) {
    checkOptions(NAME, configuration, ["tables", "photometric", "quality"]);
    const unsigned = UNSIGNED[dataType];
    if (!unsigned) throw badConfiguration(NAME, `its samples are of 8 or 16 bits, not ${dataType}`);
    const tables = base64Option(NAME, configuration, "tables");
    const photometric = integerOption(NAME, configuration, "photometric", {
      min: 0,
      max: 65535,
      default: YCBCR,
    });
    const quality =
      configuration.quality === undefined
        ? undefined
        : integerOption(NAME, configuration, "quality", { min: 1, max: 100, default: 100 });
    const count = elementCount(shape);
    return {
      encoded: { minByteLength: 0, maxByteLength: 4 * count + 65536, elementSize: 1 },
      async decode(encoded) {
        const stream = jpegStream(encoded, tables, photometric);
        const samples = await decodeJpeg(stream, unsigned, count);
        return { dataType, shape, data: viewElements(dataType, bytesOf(samples)) } as Chunk;
      },
      async encode(chunk) {
        const picture = pictureOf(chunk, TITLE);
        if (quality === undefined)
          throw unwritablePicture(TITLE, "samples that have to stay exact, and no quality is given");
        if (
          dataType !== "uint8" ||
          ![1, 3].includes(picture.sampleCount) ||
          photometric !== YCBCR ||
          tables
        ) {
          throw unwritablePicture(TITLE, "other samples than grey and RGB of 8 bits");
        }
        const { encodeJpeg } = await import("./jpeg-encode.ts");
        return encodeJpeg(picture, quality);
      },
    };
  },
};

/** JPEG samples are unsigned. As in libtiff and Bio-Formats, signed samples have their bits stored unchanged. */
const UNSIGNED: { readonly [dataType: string]: "uint8" | "uint16" } = {
  int8: "uint8",
  uint8: "uint8",
  int16: "uint16",
  uint16: "uint16",
};

let engine: ReturnType<typeof createEngine> | undefined;

/** The samples of a stream that must have `count` of them. */
export async function decodeJpeg(
  stream: JpegStream,
  dataType: "uint8" | "uint16",
  count: number,
): Promise<Bytes | Uint16Array<ArrayBuffer>> {
  const { bytes, frame, precision, components, colors, isOpenEnded } = stream;
  if (precision > 8 !== (dataType === "uint16")) {
    throw badJpeg(`its samples have ${precision} bits, not those of ${dataType}`);
  }
  const isTurbo = precision === 8 && frame !== SOF3 && (components === 1 || components === 3) && !isOpenEnded;
  if (isTurbo) return decodeTurbo(bytes, count);
  const samples = decodePlainJpeg(bytes, count, colors);
  return dataType === "uint16" ? samples : Uint8Array.from(samples);
}

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
  const { default: create } = await import("@chunkwright/wasm/libraries/libjpeg-turbo-decode");
  return startLibrary("libjpeg-turbo-decode", create);
}
