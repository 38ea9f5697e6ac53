/**
 * Lossless JPEG 2000 codestreams, through OpenJPEG: the 5-3 wavelet, and the reversible transform of colours. ITU-T T.800.
 *
 * @module
 */

import { type Bytes, byteSize, type DataType } from "@chunkwright/core";
import { readWasmFile } from "#wasm-file";
import { type Picture, unwritablePicture } from "./image-codec.ts";

const TITLE = "JPEG 2000";

let engine: ReturnType<typeof createEngine> | undefined;
/** What OpenJPEG said last that was an error. */
let complaint: string | undefined;

export async function encodeJpeg2000(
  { width, height, sampleCount, samples }: Picture,
  dataType: DataType,
): Promise<Bytes> {
  const bitsPerSample = 8 * byteSize(dataType);
  // The library's binding loses its way in wider colours and in signed bytes.
  if (dataType === "int8" || !(sampleCount === 1 || (sampleCount === 3 && bitsPerSample === 8))) {
    throw unwritablePicture(TITLE, `${sampleCount} samples of ${dataType} a pixel`);
  }
  engine ??= createEngine();
  const { J2KEncoder } = await engine;
  complaint = undefined;
  const encoder = new J2KEncoder();
  try {
    const isSigned = dataType.startsWith("int");
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

/** OpenJPEG wants at least a pixel on the coarsest resolution. */
function decompositions(side: number): number {
  return Math.min(USUAL_DECOMPOSITIONS, Math.floor(Math.log2(side)));
}

async function createEngine() {
  const { default: create } = await import("@cornerstonejs/codec-openjpeg/wasmjs");
  const hear = (line: string) => {
    if (line.includes("[ERROR]")) complaint ??= line.replace("[ERROR]", "").trim();
  };
  return create({ wasmBinary: await readWasmFile("openjpeg-encoder"), print: hear, printErr: hear });
}
