import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import { afterAll, expect, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "spawn-"));

afterAll(() => rmSync(folder, { recursive: true }));

/** A program that is given the built package and the module of the example. */
function program(): string {
  return `
    import { readFileSync } from "node:fs";
    import { openWasiCodec } from ${JSON.stringify(pathToFileURL(join(folder, "index.js")).href)};
    const { wasm } = JSON.parse(readFileSync("fixtures/rle.json", "utf8"));
    const { codec } = openWasiCodec({ name: "example.rle", module: new Uint8Array(Buffer.from(wasm, "base64")) });
    const spec = { minByteLength: 3, maxByteLength: 3, elementSize: 1 };
    console.log(...(await codec.bind({}, spec).decode(Uint8Array.of(2, 5, 1, 6))));
  `;
}

test("the package starts its own worker, which does not keep Node from ending", async () => {
  const source = (name: string) => fileURLToPath(new URL(`../src/${name}.ts`, import.meta.url));
  await build({
    entryPoints: [source("index"), source("worker-node")],
    outdir: folder,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    conditions: ["@chunkwright/source"],
  });
  const cwd = fileURLToPath(new URL(".", import.meta.url));
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--input-type=module", "--eval", program()],
    { cwd, timeout: 15_000 },
  );
  expect(stdout).toBe("5 5 6\n");
});
