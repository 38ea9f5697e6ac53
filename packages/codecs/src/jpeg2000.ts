/**
 * `tiff.jpeg2000`: each tile or strip a JPEG 2000 codestream or JP2 file, HTJ2K included. ITU-T T.800, T.814. Decodes
 * only, through OpenJPEG.
 *
 * @module
 */

import { type Bytes, byteSize, type DataType, isStorageError, StorageError } from "@chunkwright/core";
import { readWasmFile } from "#wasm-file";
import type { ArrayToBytesCodec } from "./codec.ts";
import { badPicture, imageCodec, type Picture, type PictureSpec } from "./image-codec.ts";

const TITLE = "JPEG 2000";

/** No options. Samples are components as they are after the codestream's own colour transform, if it has one. */
export const jpeg2000: ArrayToBytesCodec = imageCodec({
  name: "tiff.jpeg2000",
  title: TITLE,
  dataTypes: ["uint8", "int8", "uint16", "int16"],
  decode: decodeJpeg2000,
});

type FrameInfo = ReturnType<
  InstanceType<Awaited<ReturnType<typeof createEngine>>["J2KDecoder"]>["getFrameInfo"]
>;

let engine: ReturnType<typeof createEngine> | undefined;
/** What OpenJPEG said last that was an error. */
let complaint: string | undefined;

async function decodeJpeg2000(encoded: Bytes, { dataType }: PictureSpec): Promise<Picture> {
  engine ??= createEngine();
  const { J2KDecoder } = await engine;
  checkCodestream(encoded);
  complaint = undefined;
  const decoder = new J2KDecoder();
  try {
    decoder.getEncodedBuffer(encoded.byteLength).set(encoded);
    decoder.decode();
    return pictureOf(decoder.getFrameInfo(), new Uint8Array(decoder.getDecodedBuffer()), dataType);
  } catch (cause) {
    // An exception of the library's own leaves its memory as it was in the middle of things.
    if (!isStorageError(cause)) engine = undefined;
    throw cause;
  } finally {
    if (engine) decoder.delete();
  }
}

function pictureOf(frame: FrameInfo, samples: Bytes, dataType: DataType): Picture {
  if (complaint !== undefined || samples.byteLength === 0)
    throw badPicture(TITLE, complaint ?? "it is empty");
  const { width, height, componentCount, bitsPerSample, isSigned } = frame;
  if (isSigned !== dataType.startsWith("int") || Math.ceil(bitsPerSample / 8) !== byteSize(dataType)) {
    const sign = isSigned ? "signed" : "unsigned";
    throw badPicture(TITLE, `its samples are ${sign} of ${bitsPerSample} bits, not ${dataType}`);
  }
  return { width, height, sampleCount: componentCount, samples };
}

/** SOC and SIZ, with which codestreams start wherever JP2 boxes put them; Csiz is at byte 40. ITU-T T.800 §A.5.1. */
const START = [0xff, 0x4f, 0xff, 0x51];
const CSIZ_OFFSET = 40;
/** The second byte of EOC. */
const EOC = 0xd9;

/**
 * Throws unless there is a codestream with an end, without which OpenJPEG makes up what is missing, and with 1 or 3
 * components: its binding is made for grey and colours, and dies of anything else.
 */
function checkCodestream(encoded: Bytes): void {
  const last = encoded.byteLength - CSIZ_OFFSET - 2;
  let start = 0;
  while (start <= last && !START.every((byte, i) => encoded[start + i] === byte)) start += 1;
  if (start > last) throw badPicture(TITLE, "it has no codestream");
  const end = encoded.lastIndexOf(EOC);
  if (end < start || encoded[end - 1] !== 0xff) throw badPicture(TITLE, "its codestream has no end, EOC");
  const count = 256 * encoded[start + CSIZ_OFFSET]! + encoded[start + CSIZ_OFFSET + 1]!;
  if (count === 1 || count === 3) return;
  const feature = `${count} components`;
  throw new StorageError("unsupported", `Cannot decode ${TITLE}: it has ${feature}`, {
    format: TITLE,
    feature,
  });
}

async function createEngine() {
  const { default: create } = await import("@cornerstonejs/codec-openjpeg/decodewasmjs");
  const hear = (line: string) => {
    if (line.includes("[ERROR]")) complaint ??= line.replace("[ERROR]", "").trim();
  };
  return create({ wasmBinary: await readWasmFile("openjpeg"), print: hear, printErr: hear });
}
