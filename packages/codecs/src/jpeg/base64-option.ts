/**
 * Codec options whose value is bytes in base64.
 *
 * @module
 */

import { type Bytes, decodeBase64, type JsonObject } from "@chunkwright/core";
import { badOption } from "../configuration.ts";

/** The bytes of a base64 option; `undefined` if it is absent. Throws "invalid-data" for any other value. */
export function base64Option(codec: string, configuration: JsonObject, key: string): Bytes | undefined {
  const text = configuration[key];
  if (text === undefined) return undefined;
  const bytes = typeof text === "string" ? decodeBase64(text) : undefined;
  if (bytes) return bytes;
  throw badOption(codec, key, text, "bytes in base64");
}
