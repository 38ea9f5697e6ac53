/**
 * How fast are our codecs, and how small is what they write? Through the public coder, beside other JavaScript
 * libraries and, natively, Python's numcodecs.
 *
 * @module
 */

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { inThreadCoder } from "@chunkwright/codecs";
import { type Bytes, byteSize, bytesOf, type CodecSpec } from "@chunkwright/core";
import { CODEC_CASES, type CodecCase, type Direction, nativeCodecs } from "./codecs/codec-cases.ts";
import { type CodecEngine, loadEngines } from "./codecs/codec-engines.ts";
import { type BenchContext, leaveOut } from "./context.ts";
import { type DataSet, dataSets } from "./data/data-sets.ts";
import { figuresOf, OURS, singleFigure } from "./measure/figure.ts";
import { measure, type Subject, WARM_UPS } from "./measure/sample.ts";
import { geometricMean, median } from "./measure/statistics.ts";
import { formatNumber, formatRatio, formatTable } from "./measure/table.ts";
import { askSample } from "./subject/asked-process.ts";
import { inProcess } from "./subject/in-process.ts";
import { type PythonRival, startPython } from "./subject/python-rival.ts";

/** What one subject did with one codec in one direction, over all data sets. */
interface Tally {
  /** MB of elements per CPU second, by data set. */
  readonly speeds: Map<string, number>;
  /** Bytes of elements per byte of what was written, by data set. */
  readonly ratios: Map<string, number>;
}

/** By case and direction, then by subject. */
type Tallies = Map<string, Map<string, Tally>>;

export async function benchCodecs(context: BenchContext): Promise<void> {
  const engines = await loadEngines((name, error) => leaveOut(context, name, error));
  const native = await startPython(context, "codecs.py");
  const tallies: Tallies = new Map();
  try {
    for (const dataSet of dataSets(context.isQuick)) {
      const elements = join(context.folder, "elements");
      await writeFile(elements, bytesOf(dataSet.chunk.data));
      for (const codec of CODEC_CASES) {
        context.progress(`${dataSet.name}, ${codec.name}`);
        await compare(context, { dataSet, elements, codec, engines, native }, tallies);
      }
    }
  } finally {
    await native?.close();
  }
  context.progress("");
  report(context, tallies);
}

interface Comparison {
  readonly dataSet: DataSet;
  /** File of the elements. */
  readonly elements: string;
  readonly codec: CodecCase;
  readonly engines: readonly CodecEngine[];
  readonly native: PythonRival | undefined;
}

async function compare(context: BenchContext, comparison: Comparison, tallies: Tallies): Promise<void> {
  const { dataSet, codec } = comparison;
  // Shuffling single bytes is nothing.
  if (codec.family === "shuffle" && byteSize(dataSet.chunk.dataType) === 1) return;
  const { subjects, sizes } = await prepare(context, comparison);
  const caseName = `${dataSet.name} ${codec.name}`;
  const { byteLength } = bytesOf(dataSet.chunk.data);
  for (const direction of codec.directions) {
    const results = await measure(subjects[direction], {
      rounds: context.isQuick ? 3 : 5,
      warmUps: WARM_UPS,
      onFailure: (name, error) => leaveOut(context, `${name} in ${caseName} ${direction}`, error),
    });
    for (const result of results) {
      context.record(figuresOf("codecs", `${caseName} ${direction}`, result));
      const milliseconds = median(result.samples.map(({ cpu }) => cpu));
      const tally = tallyOf(tallies, `${codec.name} ${direction}`, result.name);
      tally.speeds.set(dataSet.name, byteLength / 1000 / milliseconds);
      const size = sizes.get(result.name);
      if (direction === "encode" && size !== undefined) tally.ratios.set(dataSet.name, byteLength / size);
    }
  }
  for (const [subject, size] of sizes) {
    const figure = { bench: "codecs", case: caseName, subject, metric: "size", unit: "bytes" };
    context.record([singleFigure(figure, size)]);
  }
}

/** Subjects of both directions, ours first, that have been seen to work, and what they make of the data. */
async function prepare(context: BenchContext, { dataSet, elements, codec, engines, native }: Comparison) {
  const { chunk, dtype } = dataSet;
  const leastMs = context.isQuick ? 8 : 20;
  const bytes = bytesOf(chunk.data);
  const sizes = new Map<string, number>();
  const subjects: { readonly [D in Direction]: Subject[] } = { encode: [], decode: [], "decode into": [] };

  const specs: readonly CodecSpec[] = [
    { name: "bytes", configuration: { endian: "little" } },
    codec.spec(chunk.dataType),
  ];
  const ours = await inThreadCoder.encode(chunk, specs);
  // All decode the same stream: the reference implementation's, if it is available.
  const file = join(context.folder, `${dataSet.name} ${codec.name}`.replaceAll(/[^a-z0-9]+/gi, "-"));
  await writeFile(file, ours.bytes);
  const natives = nativeCodecs(codec, chunk.dataType).flatMap(({ library, config }) => {
    const name = native?.versions.get(library);
    return native && name ? [{ native, name, request: { config, elements, dtype, leastMs } }] : [];
  });
  // The reference comes last, and overwrites what the others have written.
  for (const { native, name, request } of natives.toReversed()) {
    const size = await native.ask({ do: "encode", ...request, encoded: file });
    if (codec.directions.includes("encode")) sizes.set(name, Number(size));
  }
  const encoded: Bytes = new Uint8Array(await readFile(file));
  const decode = () => inThreadCoder.decode({ ...ours, bytes: encoded });
  expectSame(`${OURS} ${codec.name}`, bytesOf((await decode()).data), bytes);
  subjects.decode.push(inProcess(OURS, decode, leastMs));
  const { shape } = chunk;
  const out = new Uint8Array(bytes.byteLength);
  const region = { start: shape.map(() => 0), shape };
  const target = { buffer: out.buffer, byteOffset: 0, shape, region };
  const decodeInto = () => inThreadCoder.decodeInto({ ...ours, bytes: encoded }, target);
  await decodeInto();
  expectSame(`${OURS} ${codec.name}`, out, bytes);
  subjects["decode into"].push(inProcess(OURS, decodeInto, leastMs));
  subjects.encode.push(inProcess(OURS, () => inThreadCoder.encode(chunk, specs), leastMs));
  if (codec.directions.includes("encode")) sizes.set(OURS, ours.bytes.byteLength);

  for (const { name, bind } of engines) {
    const engine = bind(codec, bytes.byteLength);
    const { decode: decodeOther, decodeInto: decodeOtherInto, encode: encodeOther } = engine ?? {};
    try {
      if (decodeOther) {
        expectSame(`${name} ${codec.name}`, await decodeOther(encoded), bytes);
        subjects.decode.push(inProcess(name, () => decodeOther(encoded), leastMs));
      }
      if (decodeOtherInto) {
        out.fill(0);
        await decodeOtherInto(encoded, out);
        expectSame(`${name} ${codec.name}`, out, bytes);
        subjects["decode into"].push(inProcess(name, () => decodeOtherInto(encoded, out), leastMs));
      }
      if (encodeOther) {
        sizes.set(name, (await encodeOther(bytes)).byteLength);
        subjects.encode.push(inProcess(name, () => encodeOther(bytes), leastMs));
      }
    } catch (error) {
      leaveOut(context, `${name} in ${codec.name}`, error);
    }
  }
  for (const { native, name, request } of natives) {
    for (const direction of codec.directions) {
      const sample = () => askSample(native, { do: `sample ${direction}`, ...request, encoded: file });
      subjects[direction].push({ name, sample });
    }
  }
  return { subjects, sizes };
}

function expectSame(name: string, decoded: Uint8Array, bytes: Bytes): void {
  if (Buffer.compare(decoded, bytes) !== 0) throw new Error(`${name} decodes to other bytes`);
}

function tallyOf(tallies: Tallies, name: string, subject: string): Tally {
  const subjects = tallies.get(name) ?? new Map<string, Tally>();
  tallies.set(name, subjects);
  const tally = subjects.get(subject) ?? { speeds: new Map(), ratios: new Map() };
  subjects.set(subject, tally);
  return tally;
}

function report(context: BenchContext, tallies: Tallies): void {
  const rows: string[][] = [];
  for (const [name, subjects] of tallies) {
    const ours = subjects.get(OURS)!;
    for (const [subject, { speeds, ratios }] of subjects) {
      const figure = { bench: "codecs", case: `geometric mean ${name}`, subject, unit: "x" };
      const faster = relative(ours.speeds, speeds);
      const smaller = relative(ours.ratios, ratios);
      if (subject !== OURS) {
        context.record([singleFigure({ ...figure, metric: "speed of chunkwright" }, faster)]);
        if (ratios.size > 0)
          context.record([singleFigure({ ...figure, metric: "ratio of chunkwright" }, smaller)]);
      }
      rows.push([
        name,
        subject,
        formatNumber(geometricMean([...speeds.values()])),
        subject === OURS ? "" : formatRatio(faster),
        ratios.size > 0 ? geometricMean([...ratios.values()]).toFixed(2) : "",
        subject === OURS || ratios.size === 0 ? "" : formatRatio(smaller),
      ]);
    }
  }
  context.print(
    'Geometric means over the data sets; "ours" is how many times as fast or as small chunkwright is\n',
  );
  context.print(formatTable(["codec", "subject", "MB/CPU s", "ours", "ratio", "ours"], rows));
}

/** Geometric mean of ours over theirs, over the data sets that both have. */
function relative(ours: ReadonlyMap<string, number>, theirs: ReadonlyMap<string, number>): number {
  const quotients = [...theirs].flatMap(([name, value]) => {
    const own = ours.get(name);
    return own === undefined ? [] : [own / value];
  });
  return quotients.length > 0 ? geometricMean(quotients) : Number.NaN;
}
