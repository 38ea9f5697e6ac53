/**
 * Errors of JPEG XL.
 *
 * @module
 */

import { StorageError } from "@chunkwright/core";
import { badPicture } from "../image/image-codec.ts";

/** The name of the format in errors. */
export const TITLE = "JPEG XL";

/** The error for damaged codestreams. */
export function badJpegXl(fact: string): StorageError<"invalid-data"> {
  return badPicture(TITLE, fact);
}

/** The error for valid codestreams with `feature`. */
export function unsupportedJpegXl(feature: string): StorageError<"unsupported"> {
  return new StorageError("unsupported", `Cannot decode ${TITLE}: it has ${feature}`, {
    format: TITLE,
    feature,
  });
}
