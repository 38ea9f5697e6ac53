/**
 * `npm run bench -- <name> [--json FILE] [--quick]`.
 *
 * @module
 */

import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { BenchContext } from "./context.ts";
import { REPOSITORY, readEnvironment } from "./measure/environment.ts";
import type { Figure } from "./measure/figure.ts";

type Bench = (context: BenchContext) => Promise<void>;

const BENCHES: { readonly [name: string]: () => Promise<Bench> } = {
  codecs: async () => (await import("./codecs.ts")).benchCodecs,
  convert: async () => (await import("./convert.ts")).benchConvert,
  hdf5: async () => (await import("./hdf5.ts")).benchHdf5,
  latency: async () => (await import("./latency.ts")).benchLatency,
  read: async () => (await import("./read.ts")).benchRead,
  tiff: async () => (await import("./tiff.ts")).benchTiff,
  zarr: async () => (await import("./zarr.ts")).benchZarr,
};

const USAGE = `Usage: npm run bench -- <${Object.keys(BENCHES).join("|")}> [--json FILE] [--quick]`;

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  let values: { readonly json?: string; readonly quick?: boolean };
  let positionals: readonly string[];
  try {
    ({ values, positionals } = parseArgs({
      args: [...args],
      options: { json: { type: "string" }, quick: { type: "boolean" } },
      allowPositionals: true,
    }));
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n${USAGE}`);
    return 2;
  }
  const [name = ""] = positionals;
  const load = Object.hasOwn(BENCHES, name) ? BENCHES[name] : undefined;
  if (!load || positionals.length > 1) {
    console.error(USAGE);
    return 2;
  }
  const figures = await run(name, await load(), values.quick ?? false);
  if (values.json !== undefined)
    await writeFile(
      values.json,
      figures.map((line) => `${JSON.stringify(line)}\n`),
    );
  return 0;
}

/** The figures, each with the environment it was taken in. */
async function run(name: string, bench: Bench, isQuick: boolean): Promise<readonly object[]> {
  const environment = readEnvironment();
  console.log(
    `${name}${isQuick ? ", quick" : ""}: ${environment.machine}, Node ${environment.node}, commit ${environment.commit}\n`,
  );
  const figures: Figure[] = [];
  const folder = await mkdtemp(join(tmpdir(), "chunkwright-bench-"));
  try {
    await bench({
      isQuick,
      folder,
      python: findPython(),
      record: (more) => figures.push(...more),
      print: (text) => console.log(text),
      progress: (text) => {
        if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
      },
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return figures.map((figure) => ({ ...figure, ...environment }));
}

/** The environment that the interoperability tests make. */
function findPython(): string | undefined {
  const python = join(
    REPOSITORY,
    process.platform === "win32" ? ".venv/Scripts/python.exe" : ".venv/bin/python",
  );
  return existsSync(python) ? python : undefined;
}
