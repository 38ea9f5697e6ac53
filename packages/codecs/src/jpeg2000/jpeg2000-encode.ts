/**
 * Encoding lossless JPEG 2000 codestreams through OpenJPEG: 5-3 wavelet, reversible colour transform. ITU-T T.800.
 *
 * @module
 */

import { type Bytes, byteSize, type DataType } from "@chunkwright/core";
import { type Picture, unwritablePicture } from "../image/image-codec.ts";
import { startLibrary } from "../library/start-library.ts";
import { TITLE } from "./jpeg2000-markers.ts";

let engine: ReturnType<typeof createEngine> | undefined;
/** OpenJPEG's last error message. */
let complaint: string | undefined;

export async function encodeJpeg2000(picture: Picture, dataType: DataType): Promise<Bytes> {
  // The library's binding fails for signed bytes, which only differ from unsigned ones by a flag. T.800 §G.1.
  if (dataType !== "int8") return encodeUnmarked(picture, dataType);
  const samples = picture.samples.map((sample) => sample ^ 0x80);
  const encoded = await encodeUnmarked({ ...picture, samples }, "uint8");
  for (let i = 0; i < picture.sampleCount; i += 1) encoded[FIRST_DEPTH + 3 * i]! |= SIGNED;
  return encoded;
}

/** Ssiz of the first component, after SOC. T.800 §A.5.1. */
const FIRST_DEPTH = 42;
const SIGNED = 0x80;

/** The binding encodes grey, and 8-bit colours: the components of other pixels are encoded separately. */
async function encodeUnmarked(picture: Picture, dataType: DataType): Promise<Bytes> {
  const sampleBytes = byteSize(dataType);
  const { width, height, sampleCount, samples } = picture;
  if (sampleBytes > 2) throw unwritablePicture(TITLE, `samples of ${dataType}`);
  if (sampleCount === 1 || (sampleCount === 3 && sampleBytes === 1)) return encodeAtOnce(picture, dataType);
  const planes: Bytes[] = [];
  for (let n = 0; n < sampleCount; n += 1) {
    const plane = new Uint8Array(width * height * sampleBytes);
    for (let i = 0; i < plane.length; i += 1) {
      const pixel = Math.floor(i / sampleBytes);
      plane[i] = samples[(pixel * sampleCount + n) * sampleBytes + (i % sampleBytes)]!;
    }
    planes.push(await encodeAtOnce({ width, height, sampleCount: 1, samples: plane }, dataType));
  }
  const { joinComponents } = await import("./jpeg2000-join.ts");
  return joinComponents(planes);
}

async function encodeAtOnce(
  { width, height, sampleCount, samples }: Picture,
  dataType: DataType,
): Promise<Bytes> {
  engine ??= createEngine();
  const { J2KEncoder } = await engine;
  complaint = undefined;
  const encoder = new J2KEncoder();
  try {
    const isSigned = dataType.startsWith("int");
    const bitsPerSample = 8 * byteSize(dataType);
    const frame = { width, height, bitsPerSample, componentCount: sampleCount, isSigned };
    encoder.getDecodedBuffer(frame).set(samples);
    encoder.setQuality(true, 0);
    encoder.setDecompositions(decompositions(Math.min(width, height)));
    encoder.encode();
    const encoded = new Uint8Array(encoder.getEncodedBuffer());
    if (complaint !== undefined || encoded.byteLength === 0) {
      throw unwritablePicture(TITLE, complaint ?? `${width} x ${height} pixels`);
    }
    return encoded;
  } finally {
    encoder.delete();
  }
}

const USUAL_DECOMPOSITIONS = 5;

/** OpenJPEG requires at least one pixel in the coarsest resolution. */
function decompositions(side: number): number {
  return Math.min(USUAL_DECOMPOSITIONS, Math.floor(Math.log2(side)));
}

async function createEngine() {
  const { default: create } = await import("@chunkwright/wasm/libraries/openjpeg-encode");
  return startLibrary("openjpeg-encode", create, (line) => {
    if (line.includes("[ERROR]")) complaint ??= line.replace("[ERROR]", "").trim();
  });
}
