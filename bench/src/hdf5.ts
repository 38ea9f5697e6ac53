/**
 * How fast are HDF5 files of 64 KB chunks read, written and copied without decoding? By this thread and by two
 * workers, beside h5py and h5wasm, each in a process of its own. Files are in the page cache; those that are written
 * are flushed to the disk by all.
 *
 * @module
 */

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { bytesOf } from "@chunkwright/core";
import { type BenchContext, leaveOut } from "./context.ts";
import { volume } from "./data/data-sets.ts";
import { randomChunks } from "./data/random-chunks.ts";
import { type Hdf5Task, startHdf5 } from "./hdf5/hdf5-contestant.ts";
import { writeHdf5 } from "./hdf5/write-hdf5.ts";
import { packageName } from "./measure/environment.ts";
import { figuresOf, OURS } from "./measure/figure.ts";
import { measure, WARM_UPS } from "./measure/sample.ts";
import { type SpeedCase, speedTable } from "./measure/speed-table.ts";
import { askSample } from "./subject/asked-process.ts";
import { checkReaders, type ReaderProcess } from "./subject/check-readers.ts";
import { type PythonRival, startPython } from "./subject/python-rival.ts";

/** Chunks of 64 KB. */
const SIDE = 32;
/** Chunks that differ; the array repeats them. */
const VARIANTS = 8;
/** Milliseconds that a sample of single chunks takes at least: enough to forget the collection of garbage before it. */
const LEAST_MS = 100;
const WORKERS = 2;

/** Who takes part in which tasks. */
interface Contestant extends ReaderProcess {
  readonly tasks: readonly Hdf5Task[];
}

export async function benchHdf5(context: BenchContext): Promise<void> {
  const grid = context.isQuick ? [4, 8, 8] : [13, 16, 16];
  const shape = grid.map((count) => count * SIDE);
  const source = join(context.folder, "source.h5");
  const target = join(context.folder, "target.h5");
  const elements = join(context.folder, "elements");
  const chunks = Array.from(
    { length: VARIANTS },
    (_, seed) => new Uint16Array(bytesOf(volume(SIDE, seed).chunk.data).slice().buffer),
  );
  await writeFile(elements, Buffer.concat(chunks.map(bytesOf)));
  const gzip = { name: "numcodecs.zlib", configuration: { level: 4 } };
  await writeHdf5(source, { shape, side: SIDE, chunks }, [gzip]);
  const python = await startPython(context, "hdf5.py");
  const contestants = startContestants(python);
  try {
    const able = await checkReaders(context, "gzip 4", source, contestants);
    const byteLength = chunks[0]!.byteLength;
    const wholeBytes = grid.reduce((product, count) => product * count, byteLength);
    const cases: SpeedCase[] = [];
    for (const [task, name, bytes, request] of [
      [
        "chunk",
        "read one chunk, gzip 4",
        byteLength,
        { path: source, side: SIDE, indices: randomChunks(grid, 1000), leastMs: LEAST_MS },
      ],
      ["whole", "read all, gzip 4", wholeBytes, { path: source }],
      ["write", "write, shuffle + gzip 1", wholeBytes, { path: target, elements, shape, side: SIDE }],
      ["copy", "copy without decoding, gzip 4", wholeBytes, { from: source, path: target }],
    ] as const) {
      context.progress(name);
      const subjects = able
        .filter(({ tasks }) => tasks.includes(task))
        .map(({ name: subject, process }) => ({
          name: subject,
          sample: () => askSample(process, { do: task, ...request }),
        }));
      const results = await measure(subjects, {
        rounds: context.isQuick ? 5 : 7,
        warmUps: WARM_UPS,
        onFailure: (subject, error) => leaveOut(context, `${subject} in ${name}`, error),
      });
      for (const result of results) context.record(figuresOf("hdf5", name, result));
      cases.push({ name, byteLength: bytes, results });
    }
    context.progress("");
    context.print(speedTable(cases));
  } finally {
    await Promise.all(contestants.map(({ process }) => process.close()));
  }
}

/** Ours first. h5wasm writes no two filters at once, and no chunk that is encoded already. */
function startContestants(python: PythonRival | undefined) {
  const all: readonly Hdf5Task[] = ["chunk", "whole", "write", "copy"];
  return [
    { name: OURS, process: startHdf5("chunkwright"), tasks: all },
    {
      name: `${OURS}, ${WORKERS} workers`,
      process: startHdf5("chunkwright", WORKERS),
      tasks: ["whole", "write"],
    },
    ...(python ? [{ name: python.versions.get("h5py") ?? "h5py", process: python, tasks: all }] : []),
    { name: packageName("h5wasm"), process: startHdf5("h5wasm"), tasks: ["chunk", "whole"] },
  ] satisfies readonly Contestant[];
}
