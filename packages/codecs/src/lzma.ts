/**
 * `numcodecs.lzma`: .xz files. The .xz File Format 1.2.0; numcodecs 0.16, "LZMA".
 *
 * @module
 */

import { type Bytes, StorageError } from "@chunkwright/core";
import { type BytesToBytesCodec, compressed } from "./codec.ts";
import { badOption, checkOptions } from "./configuration.ts";
import { refuseEncoding } from "./decode-only.ts";
import { splitDelta } from "./xz-delta.ts";

const NAME = "numcodecs.lzma";

/** numcodecs' formats are those of Python's lzma module: .xz, the default, and what has no checksums. */
const FORMAT_XZ = 1;
const OTHER_FORMATS: readonly unknown[] = [0, 2, 3];

/** `{ format, check, preset, filters }`; all but `format` are the encoder's concern. It only decodes. */
export const lzma: BytesToBytesCodec = {
  kind: "bytes-to-bytes",
  bind(configuration, decoded) {
    checkOptions(NAME, configuration, ["format", "check", "preset", "filters"]);
    const { format = FORMAT_XZ } = configuration;
    if (OTHER_FORMATS.includes(format)) {
      throw new StorageError(
        "unsupported",
        `Cannot use codec ${NAME}: its format is ${format}, not 1 for .xz`,
        {
          format: NAME,
          feature: `format ${format}`,
        },
      );
    }
    if (format !== FORMAT_XZ) throw badOption(NAME, "format", format, "one of 0, 1, 2, 3");
    return {
      encoded: compressed(decoded),
      decode: (encoded) => decodeXz(encoded, decoded.maxByteLength),
      encode: refuseEncoding(NAME),
    };
  },
};

/** The content of one stream, `maxByteLength` bytes at most. */
async function decodeXz(bytes: Bytes, maxByteLength: number): Promise<Bytes> {
  const delta = await splitDelta(bytes);
  const decoded = await decodePlainXz(delta?.plain ?? bytes, maxByteLength);
  await delta?.undo(decoded);
  return decoded;
}

async function decodePlainXz(bytes: Bytes, maxByteLength: number): Promise<Bytes> {
  const { XzReadableStream } = (await import("xz-decompress")).default;
  const reader = new XzReadableStream(new Blob([bytes]).stream()).getReader();
  const parts: Uint8Array[] = [];
  let byteLength = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      byteLength += value.byteLength;
      if (byteLength > maxByteLength) throw badData(`it holds more than ${maxByteLength} bytes`);
      parts.push(value);
    }
  } catch (cause) {
    await reader.cancel().catch(() => undefined);
    throw cause;
  }
  const decoded = new Uint8Array(byteLength);
  let position = 0;
  for (const part of parts) {
    decoded.set(part, position);
    position += part.byteLength;
  }
  return decoded;
}

function badData(fact: string): StorageError {
  return new StorageError("invalid-data", `Cannot decode xz: ${fact}`, { format: "xz" });
}
