/** The archives of other software in `fixtures/zip`, and what they hold. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Bytes } from "@chunkwright/core";

const FOLDER = join(import.meta.dirname, "../fixtures/zip");

export const ZIP_FIXTURES: readonly string[] = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".zip"))
  .map((name) => name.slice(0, -".zip".length));

export function zipFixture(name: string): { readonly archive: Bytes; readonly values: Map<string, Bytes> } {
  const expected: Record<string, string> = JSON.parse(readFileSync(join(FOLDER, `${name}.json`), "utf8"));
  return {
    archive: new Uint8Array(readFileSync(join(FOLDER, `${name}.zip`))),
    values: new Map(
      Object.entries(expected).map(([key, hex]) => [key, new Uint8Array(Buffer.from(hex, "hex"))]),
    ),
  };
}
