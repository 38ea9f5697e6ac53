import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import { expect, test } from "vitest";
import { BUNDLES } from "./worker-bundle.ts";

/** The package as it is published: what programs import from beside it is its `dist`. */
const PACKAGE = fileURLToPath(new URL("..", import.meta.url));
const FOLDER = fileURLToPath(BUNDLES);

const program = (options: string) => `
  import { createWorkerPool } from "@chunkwright/workers";

  const codecs = [
    { name: "bytes", configuration: { endian: "little" } },
    { name: "zstd", configuration: { level: 1 } },
  ];
  const pool = createWorkerPool({ size: 2, ${options} });
  const data = Uint16Array.from({ length: 10000 }, (_, i) => i % 1000);
  const encoded = await pool.encode({ dataType: "uint16", shape: [100, 100], data }, codecs);
  const buffer = new SharedArrayBuffer(20000);
  await pool.decodeInto(encoded, {
    buffer, byteOffset: 0, shape: [100, 100], region: { start: [0, 0], shape: [100, 100] },
  });
  const { workers, inlineCause } = pool.stats;
  const isSame = new Uint16Array(buffer).every((value, i) => value === i % 1000);
  console.log(JSON.stringify({ workers, inlineCause, isSame }));
`;
const EXPECTED = { workers: 1, isSame: true };

test("the pool finds its own workers in Node", async () => {
  expect(await run("--input-type=module", "--eval", program(""))).toEqual(EXPECTED);
});

test("a bundle of esbuild, which does not follow workers, is given their script by `workerUrl`", async () => {
  await mkdir(FOLDER, { recursive: true });
  await writeFile(`${FOLDER}main.js`, program(`workerUrl: new URL("worker.mjs", import.meta.url)`));
  await writeFile(`${FOLDER}worker.js`, `import "@chunkwright/workers/worker";`);
  await build({
    entryPoints: [`${FOLDER}main.js`, `${FOLDER}worker.js`],
    outdir: FOLDER,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    nodePaths: [PACKAGE],
    logLevel: "warning",
  });
  expect(await run(`${FOLDER}main.mjs`)).toEqual(EXPECTED);
});

async function run(...args: readonly string[]): Promise<unknown> {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { cwd: PACKAGE });
  expect(stderr).toBe("");
  return JSON.parse(stdout);
}
