/**
 * `tiff.jpeg`: each strip or tile a baseline or progressive JPEG stream of 8-bit samples, its tables perhaps kept in
 * the image's tag 347. Adobe TIFF Technical Note 2; ITU-T T.81. Decodes only, through libjpeg-turbo.
 *
 * @module
 */

import { type Bytes, type Chunk, elementCount, type JsonObject, StorageError } from "@chunkwright/core";
import type { ArrayToBytesCodec } from "./codec.ts";
import { badConfiguration, badOption, checkOptions, integerOption } from "./configuration.ts";
import { colorTransformOf, jpegStream } from "./jpeg-stream.ts";

const NAME = "tiff.jpeg";

/**
 * `{ tables, photometric }`: tag 347 in base64, and PhotometricInterpretation, by which samples are RGB or YCbCr
 * whatever a decoder would guess. YCbCr is decoded to RGB, as libtiff's and tifffile's users know it.
 */
export const jpeg: ArrayToBytesCodec = {
  kind: "array-to-bytes",
  bind(configuration, { dataType, shape }) {
    checkOptions(NAME, configuration, ["tables", "photometric"]);
    if (dataType !== "uint8") throw badConfiguration(NAME, `its samples are uint8, not ${dataType}`);
    const tables = tablesOption(configuration);
    const photometric = integerOption(NAME, configuration, "photometric", { min: 0, max: 65535, default: 6 });
    const count = elementCount(shape);
    return {
      encoded: { minByteLength: 0, maxByteLength: 2 * count + 65536, elementSize: 1 },
      async decode(encoded) {
        const data = await decodeJpeg(jpegStream(encoded, tables, colorTransformOf(photometric)), count);
        return { dataType, shape, data } as Chunk;
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

function tablesOption(configuration: JsonObject): Bytes | undefined {
  const { tables } = configuration;
  if (tables === undefined) return undefined;
  try {
    if (typeof tables === "string") return Uint8Array.from(atob(tables), (char) => char.charCodeAt(0));
  } catch {
    // Said below.
  }
  throw badOption(NAME, "tables", tables, "bytes in base64");
}

let engine: ReturnType<typeof createEngine> | undefined;

/** The samples of a stream that should have `count` of them. */
export async function decodeJpeg(stream: Bytes, count: number): Promise<Bytes> {
  engine ??= createEngine();
  const { JPEGDecoder } = await engine;
  const decoder = new JPEGDecoder();
  try {
    decoder.getEncodedBuffer(stream.byteLength).set(stream);
    decoder.readHeader();
    const { width, height, componentCount } = decoder.getFrameInfo();
    if (width * height * componentCount !== count) {
      throw badData(`it is ${width} x ${height} x ${componentCount} samples, ${count} were expected`);
    }
    decoder.decode();
    return new Uint8Array(decoder.getDecodedBuffer());
  } catch (cause) {
    // The library throws numbers, addresses of C++ exceptions.
    if (cause instanceof Error) throw cause;
    throw badData("libjpeg-turbo gave up on it");
  } finally {
    decoder.delete();
  }
}

async function createEngine() {
  const { default: create } = await import("@cornerstonejs/codec-libjpeg-turbo-8bit/decode");
  return create();
}

function badData(fact: string): StorageError {
  return new StorageError("invalid-data", `Cannot decode JPEG: ${fact}`, { format: "jpeg" });
}
