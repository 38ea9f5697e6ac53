/**
 * `tiff.jpeg_header`: completes restart intervals of a JPEG scan with the segments before the scan to a JPEG stream of
 * their own. ITU-T T.81 §E.1.4. Decodes only.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import type { BytesToBytesCodec } from "../codec.ts";
import { checkOptions } from "../configuration.ts";
import { refuseEncoding } from "../decode-only.ts";
import { base64Option } from "./base64-option.ts";
import { EOI, MARKER, RST0 } from "./jpeg-markers.ts";

const NAME = "tiff.jpeg_header";

/**
 * `{ header }`: the segments from SOI to the scan's header, in base64, with the size of the chunk as that of the image.
 */
export const jpegHeader: BytesToBytesCodec = {
  kind: "bytes-to-bytes",
  bind(configuration, { maxByteLength, elementSize }) {
    checkOptions(NAME, configuration, ["header"]);
    const header = base64Option(NAME, configuration, "header") ?? new Uint8Array();
    return {
      encoded: { minByteLength: 0, maxByteLength: maxByteLength - header.byteLength - 2, elementSize },
      decode(encoded) {
        const scan = withoutMarker(encoded);
        const stream = new Uint8Array(header.byteLength + scan.byteLength + 2);
        stream.set(header);
        stream.set(scan, header.byteLength);
        stream.set([MARKER, EOI], header.byteLength + scan.byteLength);
        return stream;
      },
      encode: refuseEncoding(NAME),
    };
  },
};

/** Without the restart marker or EOI at the end. */
function withoutMarker(scan: Bytes): Bytes {
  const [marker, kind = 0] = scan.subarray(-2);
  return marker === MARKER && kind >= RST0 && kind <= EOI ? scan.subarray(0, -2) : scan;
}
