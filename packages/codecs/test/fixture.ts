/**
 * The fixtures: chunks that reference implementations encoded. `fixtures/generate.py` writes them.
 */

import { readdirSync, readFileSync } from "node:fs";
import { type Bytes, bytesOf, type Chunk, type EncodedChunk } from "@chunkwright/core";

export interface Fixture {
  readonly name: string;
  /** With fresh bytes each time: coders own what they are given. */
  encoded(): EncodedChunk;
  /** What it decodes to, little-endian. */
  readonly decoded: Bytes;
}

interface FixtureFile extends Omit<EncodedChunk, "bytes"> {
  readonly encoded: string;
  readonly decoded: string;
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
    decoded: fromBase64(decoded),
  };
}

export function elementBytes(chunk: Chunk): Bytes {
  return bytesOf(chunk.data);
}

function fromBase64(text: string): Bytes {
  return new Uint8Array(Buffer.from(text, "base64"));
}
