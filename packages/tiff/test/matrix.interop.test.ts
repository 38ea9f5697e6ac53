/** Files of every kind that tifffile writes, read as tifffile reads them. */

import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileOfBytes } from "@chunkwright/core";
import { python } from "@chunkwright/testkit";
import { expect, test } from "vitest";
import { openTiff } from "../src/index.ts";
import { digest } from "./digest.ts";

interface Answer {
  readonly file: string;
  readonly dataType: string;
  readonly shape: readonly number[];
  readonly sha256: string;
}

test("every combination of layout, type, byte order and compression reads as in tifffile", async () => {
  const folder = await mkdtemp(join(tmpdir(), "chunkwright-tiff-"));
  try {
    const answers = JSON.parse(await python(join(import.meta.dirname, "matrix.py"), folder)) as Answer[];
    expect(answers.length).toBeGreaterThan(1000);
    const read: Answer[] = [];
    for (const { file } of answers) {
      const tiff = await openTiff(fileOfBytes(new Uint8Array(await readFile(join(folder, file)))));
      const source = (await tiff.ifd(0)).source();
      const { dataType, shape } = source.info;
      read.push({ file, dataType, shape, sha256: await digest(source) });
    }
    expect(read).toEqual(answers);
  } finally {
    await rm(folder, { recursive: true });
  }
});
