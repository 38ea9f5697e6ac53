/**
 * `@chunkwright/workers/embedded` as it is published, bundled by esbuild without any configuration: in Node, and in
 * Chromium under a policy that forbids `eval` and all that comes from elsewhere. What the workers decode needs every
 * library of others.
 */

import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { inThreadCoder } from "@chunkwright/codecs";
import { bytesOf, type CodecSpec } from "@chunkwright/core";
import { build } from "esbuild";
import { chromium } from "playwright";
import { beforeAll, expect, test } from "vitest";
import { BUNDLES } from "./worker-bundle.ts";

const CHROMIUM = process.env.CHUNKWRIGHT_CHROMIUM ?? "/usr/bin/chromium";
const POLICY = "default-src 'self' 'wasm-unsafe-eval'; worker-src blob:";
const PACKAGE = fileURLToPath(new URL("..", import.meta.url));
const FIXTURES = new URL("../../codecs/test/fixtures/", import.meta.url);
const LIBRARIES = /^tiff\.(?:jpeg|jpeg2000|jpegxl|jpegxr|lerc|webp)$/;

/** Decodes every fixture in one worker, and compares. */
const PROGRAM = `
  import { createWorkerPool } from "@chunkwright/workers/embedded";
  import fixtures from "./fixtures.json";

  const fromBase64 = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const pool = createWorkerPool({ size: 1 });
  const wrong = [];
  for (const { file, encoded, decoded, ...chunk } of fixtures) {
    const { data } = await pool.decode({ ...chunk, bytes: fromBase64(encoded) });
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    const expected = fromBase64(decoded);
    const isSame = bytes.length === expected.length && bytes.every((byte, i) => byte === expected[i]);
    if (!isSame) wrong.push(file);
  }
  const { workers, deaths, inlineCause } = pool.stats;
  await pool.close();
  export const result = JSON.stringify({ wrong, workers, deaths, inlineCause: inlineCause && String(inlineCause) });
`;
const EXPECTED = { wrong: [], workers: 1, deaths: 0 };

const PAGE = `<!doctype html><link rel="icon" href="data:," /><pre></pre><script type="module" src="page.js"></script>`;

let folder: URL;
beforeAll(async () => {
  folder = new URL("embedded/", BUNDLES);
  await mkdir(folder, { recursive: true });
  await writeFile(new URL("fixtures.json", folder), JSON.stringify(await readFixtures()));
  await writeFile(new URL("program.js", folder), PROGRAM);
  await writeFile(new URL("node.js", folder), `import { result } from "./program.js"; console.log(result);`);
  const show = `document.querySelector("pre").textContent = result;`;
  await writeFile(new URL("page.js", folder), `import { result } from "./program.js"; ${show}`);
});

test("a bundle of esbuild for Node is one file", async () => {
  await bundle("node", { outfile: path("node.mjs") });
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [path("node.mjs")]);
  expect(stderr).toBe("");
  expect(JSON.parse(stdout)).toEqual(EXPECTED);
});

test.skipIf(!existsSync(CHROMIUM))("a bundle of esbuild for pages needs no worker of its own", async () => {
  await bundle("page", { outdir: path("page"), splitting: true });
  const server = createServer(({ url = "" }, response) => {
    const file = new URL(`page${url}`, folder);
    const [type, body] = url.endsWith(".js") ? ["text/javascript", readFileSync(file)] : ["text/html", PAGE];
    response.writeHead(200, { "content-type": type, "content-security-policy": POLICY }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ["--no-sandbox", "--disable-dev-shm-usage"],
  });
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const output = page.locator("pre").filter({ hasText: "workers" });
    expect(JSON.parse((await output.textContent({ timeout: 60_000 })) ?? "")).toEqual(EXPECTED);
  } finally {
    await browser.close();
    server.close();
    server.closeAllConnections();
  }
});

/** Chunks of every library, and what the calling thread decodes from them. */
async function readFixtures() {
  const files = readdirSync(FIXTURES).filter((file) => file.endsWith(".json"));
  const chunks = files.map((file) => ({
    file,
    ...JSON.parse(readFileSync(new URL(file, FIXTURES), "utf8")),
  }));
  const ours = chunks.filter(({ codecs }) => codecs.some(({ name }: CodecSpec) => LIBRARIES.test(name)));
  return Promise.all(
    ours.map(async ({ file, dataType, shape, codecs, encoded }) => {
      const bytes = new Uint8Array(Buffer.from(encoded, "base64"));
      const { data } = await inThreadCoder.decode({ dataType, shape, codecs, bytes });
      const decoded = Buffer.from(bytesOf(data)).toString("base64");
      return { file, dataType, shape, codecs, encoded, decoded };
    }),
  );
}

async function bundle(name: "node" | "page", output: Partial<Parameters<typeof build>[0]>): Promise<void> {
  const { warnings } = await build({
    entryPoints: [path(`${name}.js`)],
    bundle: true,
    format: "esm",
    platform: name === "node" ? "node" : "browser",
    nodePaths: [PACKAGE],
    logLevel: "silent",
    ...output,
  });
  expect(warnings).toEqual([]);
}

function path(file: string): string {
  return fileURLToPath(new URL(file, folder));
}
