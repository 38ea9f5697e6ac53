/**
 * How fast is a Zarr v3 array read from disk, whole and chunk by chunk? Beside zarrita and, natively, tensorstore.
 * Files are in the page cache: this is about decoding and assembling.
 *
 * @module
 */

import { join } from "node:path";
import { type CodecSpec, chunkIndices, gridShape } from "@chunkwright/core";
import { fsStore } from "@chunkwright/stores/fs";
import { createZarrArray } from "@chunkwright/zarr";
import { type BenchContext, leaveOut } from "./context.ts";
import { volume } from "./data/data-sets.ts";
import { figuresOf } from "./measure/figure.ts";
import { type Measured, measure, type Subject, WARM_UPS } from "./measure/sample.ts";
import { type SpeedCase, speedTable } from "./measure/speed-table.ts";
import { startPython } from "./subject/python-rival.ts";
import { benchOverheads, poolTable } from "./zarr/read-pool.ts";
import { startZarrReaders, type ZarrSubjects } from "./zarr/zarr-subjects.ts";

const CHUNK_SIDE = 64;
/** Chunks that differ; the array repeats them. */
const VARIANTS = 8;
/** Numbers of workers that ours reads by, too. */
const WORKERS = [1, 2] as const;
const COMPRESSORS: { readonly [name: string]: readonly CodecSpec[] } = {
  raw: [],
  "blosc-lz4": [
    {
      name: "blosc",
      configuration: { cname: "lz4", clevel: 5, shuffle: "shuffle", typesize: 2, blocksize: 0 },
    },
  ],
  zstd: [{ name: "zstd", configuration: { level: 3, checksum: false } }],
  gzip: [{ name: "gzip", configuration: { level: 6 } }],
};

export async function benchRead(context: BenchContext): Promise<void> {
  const side = context.isQuick ? 256 : 512;
  const grid = Array.from({ length: 3 }, () => side / CHUNK_SIDE);
  const byteLength = side ** 3 * Uint16Array.BYTES_PER_ELEMENT;
  const python = await startPython(context, "read.py");
  const readers = startZarrReaders(context, python, WORKERS);
  const cases: SpeedCase[] = [];
  try {
    for (const [name, compressors] of Object.entries(COMPRESSORS)) {
      context.progress(name);
      const path = join(context.folder, `${name}.zarr`);
      await writeArray(path, side, compressors);
      const subjects = await readers.subjects(name, path, grid, CHUNK_SIDE);
      const run = async (kind: keyof ZarrSubjects, bytes: number): Promise<void> => {
        const caseName = `${name} ${kind === "whole" ? `${side}^3` : `one ${CHUNK_SIDE}^3`}`;
        const results = await compare(context, caseName, subjects[kind]);
        cases.push({ name: caseName, byteLength: bytes, results });
      };
      await run("whole", byteLength);
      await run("chunk", CHUNK_SIDE ** 3 * Uint16Array.BYTES_PER_ELEMENT);
    }
  } finally {
    await Promise.all([python?.close(), readers.close()]);
  }
  context.progress("");
  context.print(speedTable(cases));
  context.print(poolTable(cases));
  await benchOverheads(context);
}

async function compare(
  context: BenchContext,
  name: string,
  subjects: readonly Subject[],
): Promise<readonly Measured[]> {
  const results = await measure(subjects, {
    rounds: context.isQuick ? 5 : 9,
    warmUps: WARM_UPS,
    onFailure: (subject, error) => leaveOut(context, `${subject} in ${name}`, error),
  });
  for (const result of results) context.record(figuresOf("read", name, result));
  return results;
}

async function writeArray(path: string, side: number, compressors: readonly CodecSpec[]): Promise<void> {
  const variants = Array.from({ length: VARIANTS }, (_, seed) => volume(CHUNK_SIDE, seed).chunk);
  const chunkShape = [CHUNK_SIDE, CHUNK_SIDE, CHUNK_SIDE];
  const info = {
    dataType: "uint16",
    shape: [side, side, side],
    chunkShape,
    fillValue: 0,
    codecs: [{ name: "bytes", configuration: { endian: "little" } }, ...compressors],
    attributes: {},
  } as const;
  const sink = await createZarrArray(fsStore(path), "", info, { zarrFormat: 3 });
  let written = 0;
  for (const index of chunkIndices(gridShape(info))) {
    // A sink is given its chunks.
    await sink.writeChunk(index, structuredClone(variants[written++ % VARIANTS]!));
  }
  await sink.close();
}
