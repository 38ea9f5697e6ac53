/**
 * Compression methods of ZIP files beside DEFLATE, by the codecs of arrays.
 *
 * @module
 */

import { inThreadCoder } from "@chunkwright/codecs/lazy";
import { type Bytes, bytesOf, type CodecSpec, isStorageError } from "@chunkwright/core";
import type { ZipDecoders } from "@chunkwright/stores/zip";

/** bzip2, LZMA and Zstandard, which Python's zipfile writes too. APPNOTE 6.3.10 §4.4.5. */
export const ZIP_DECODERS: ZipDecoders = {
  12: (data, byteLength) => decode(data, byteLength, { name: "numcodecs.bz2" }),
  14: decodeLzma,
  93: (data, byteLength) => decode(data, byteLength, { name: "zstd" }),
};

/**
 * LZMA with a header. APPNOTE 6.3.10 §5.8.8.
 *   0  2  version of the LZMA SDK
 *   2  2  byte length of the properties, 5
 *   4  1  (pb * 5 + lp) * 9 + lc
 *   5  4  size of the dictionary
 */
async function decodeLzma(data: Bytes, byteLength: number): Promise<Bytes | undefined> {
  const properties = data[4] ?? 0;
  const filter = {
    id: FILTER_LZMA1,
    lc: properties % 9,
    lp: Math.floor(properties / 9) % 5,
    pb: Math.floor(properties / 45),
  };
  const configuration = { format: FORMAT_RAW, filters: [filter] };
  return decode(data.slice(LZMA_HEADER_BYTES), byteLength, { name: "numcodecs.lzma", configuration });
}

const LZMA_HEADER_BYTES = 9;
/** As Python numbers them; the latter is 1 more there, which takes more than 53 bits. */
const FORMAT_RAW = 3;
const FILTER_LZMA1 = 2 ** 62;

async function decode(bytes: Bytes, byteLength: number, codec: CodecSpec): Promise<Bytes | undefined> {
  const codecs = [{ name: "bytes" }, codec];
  try {
    const { data } = await inThreadCoder.decode({ bytes, dataType: "uint8", shape: [byteLength], codecs });
    return bytesOf(data);
  } catch (error) {
    if (isStorageError(error, "codec")) return undefined;
    throw error;
  }
}
