/**
 * The fixtures: chunks that reference implementations encoded. `fixtures/generate.py` writes them.
 */

import { readdirSync, readFileSync } from "node:fs";
import type { Bytes, EncodedChunk, Json } from "@chunkwright/core";
import { decodedBytes, fromBase64 } from "./element-bytes.ts";

export interface Fixture {
  readonly name: string;
  /** With fresh bytes each time: coders own what they are given. */
  encoded(): EncodedChunk;
  /** What it decodes to, as `elementBytes` has it. */
  readonly decoded: Bytes;
}

interface FixtureFile extends Omit<EncodedChunk, "bytes"> {
  readonly encoded: string;
  /** Little-endian bytes in base64; of elements of any length the list, bytes in base64. */
  readonly decoded: string | readonly Json[];
}

const FOLDER = new URL("fixtures/", import.meta.url);

export const fixtures: readonly Fixture[] = readdirSync(FOLDER)
  .filter((file) => file.endsWith(".json"))
  .map((file) => readFixture(file, readFileSync(new URL(file, FOLDER), "utf8")));

export function readFixture(file: string, json: string): Fixture {
  const contents: FixtureFile = JSON.parse(json);
  const { dataType, shape, codecs, encoded, decoded } = contents;
  return {
    name: file.slice(0, -".json".length),
    encoded: () => ({ dataType, shape, codecs, bytes: fromBase64(encoded) }),
    decoded: decodedBytes(decoded),
  };
}
