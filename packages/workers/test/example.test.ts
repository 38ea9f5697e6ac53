/**
 * The example page in Chromium, bundled and from the development server, under a policy that forbids `eval` and all
 * that comes from elsewhere, isolated from other origins and not. CHUNKWRIGHT_CHROMIUM names the browser if it is not
 * where Debian has it.
 */

import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type ArrayInfo, chunkIndices, gridShape } from "@chunkwright/core";
import { type MemoryStore, memoryStore } from "@chunkwright/stores/memory";
import { createZarrArray } from "@chunkwright/zarr";
import { type Browser, chromium } from "playwright";
import { createServer as createViteServer } from "vite";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

const CHROMIUM = process.env.CHUNKWRIGHT_CHROMIUM ?? "/usr/bin/chromium";
const EXAMPLE = new URL("../../../examples/worker-decoding/", import.meta.url);
const POLICY = { "content-security-policy": "default-src 'self' data: 'wasm-unsafe-eval'" };
const ISOLATION = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
};
const TYPES: { readonly [extension: string]: string } = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
};

const reason = existsSync(CHROMIUM) ? "" : `: there is no ${CHROMIUM}`;
let browser: Browser;
let array: MemoryStore;

describe.skipIf(reason !== "")(`examples/worker-decoding in Chromium${reason}`, () => {
  beforeAll(async () => {
    array = await sampleArray();
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: ["--no-sandbox", "--disable-dev-shm-usage"],
    });
  }, 60_000);

  afterAll(() => browser?.close());

  describe.each([
    { bundler: "Vite", folder: "dist/", command: [viteScript(), "build"] },
    { bundler: "esbuild", folder: "dist-esbuild/", command: ["bundle-esbuild.mjs"] },
  ])("bundled by $bundler", ({ folder, command }) => {
    beforeAll(async () => {
      const env = { ...process.env, NODE_ENV: "production", CONDITIONS: "@chunkwright/source" };
      await promisify(execFile)(process.execPath, command, { cwd: EXAMPLE, env });
    }, 90_000);

    test.each([
      {
        name: "isolated from other origins, workers write into shared memory",
        headers: ISOLATION,
        memory: "shared memory",
      },
      { name: "not isolated, chunks are transferred", headers: {}, memory: "transferred" },
    ])("$name", { timeout: 60_000 }, async ({ headers, memory }) => {
      const server = createServer(async ({ url = "" }, response) => {
        const value = url.startsWith("/sample.zarr/")
          ? await array.get(url.slice("/sample.zarr/".length))
          : undefined;
        const file = new URL(`.${url}`, new URL(folder, EXAMPLE));
        const type = TYPES[extname(url)];
        if (value) response.writeHead(200).end(value);
        else if (type && existsSync(file)) {
          response.writeHead(200, { "content-type": type, ...POLICY, ...headers }).end(readFileSync(file));
        } else response.writeHead(404).end();
      });
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      try {
        await expectReading(`http://127.0.0.1:${(server.address() as AddressInfo).port}/index.html`, memory);
      } finally {
        server.close();
        server.closeAllConnections();
      }
    });
  });

  test("the development server of Vite", { timeout: 60_000 }, async () => {
    vi.stubEnv("CONDITIONS", "@chunkwright/source");
    const cacheDir = await mkdtemp(join(tmpdir(), "chunkwright-vite-"));
    const server = await createViteServer({
      root: fileURLToPath(EXAMPLE),
      cacheDir,
      logLevel: "error",
      server: { port: 0, host: "127.0.0.1", watch: null },
      plugins: [
        {
          name: "sample",
          configureServer({ middlewares }) {
            middlewares.use("/sample.zarr", async ({ url = "/" }, response) => {
              const value = await array.get(url.slice(1));
              response.writeHead(value ? 200 : 404).end(value);
            });
          },
        },
      ],
    });
    try {
      await server.listen();
      await expectReading(server.resolvedUrls?.local[0] ?? "", "shared memory");
    } finally {
      await server.close();
      await rm(cacheDir, { recursive: true, force: true });
      vi.unstubAllEnvs();
    }
  });
});

/** The page reads the array both ways, complains of nothing, and sees what was written. */
async function expectReading(url: string, memory: string): Promise<void> {
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => {
    // The development server talks a little.
    if (message.type() !== "debug") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  try {
    await page.goto(url);
    const output = page.locator("output");
    await page.getByText("Read in workers").click();
    await output.filter({ hasText: /workers: .*mean/ }).waitFor({ timeout: 20_000 });
    await page.getByText("Read in this thread").click();
    await output.filter({ hasText: /thread: .*mean/ }).waitFor({ timeout: 20_000 });
    const lines = (await output.textContent())?.trim().split("\n");
    expect(lines).toEqual([
      expect.stringMatching(
        new RegExp(`^workers: 4.2 MB in .*, [1-9] workers, ${memory}; .* frames .*; mean 63.5$`),
      ),
      expect.stringMatching(/^thread: 4.2 MB in .*, no workers; .* frames .*; mean 63.5$/),
    ]);
    expect(complaints).toEqual([]);
  } finally {
    await page.close();
  }
}

/** 128 x 128 x 128 elements of 0 to 127, mean 63.5. */
async function sampleArray(): Promise<MemoryStore> {
  const store = memoryStore();
  const info: ArrayInfo = {
    dataType: "uint16",
    shape: [128, 128, 128],
    chunkShape: [32, 64, 128],
    fillValue: 0,
    codecs: [
      { name: "bytes", configuration: { endian: "little" } },
      { name: "zstd", configuration: { level: 1, checksum: false } },
    ],
    attributes: {},
  };
  const sink = await createZarrArray(store, "", info, { zarrFormat: 3 });
  for (const index of chunkIndices(gridShape(info))) {
    const data = Uint16Array.from({ length: 32 * 64 * 128 }, (_, i) => i % 128);
    await sink.writeChunk(index, { dataType: "uint16", shape: info.chunkShape, data });
  }
  await sink.close();
  return store;
}

function viteScript(): string {
  return fileURLToPath(new URL("../../../node_modules/vite/bin/vite.js", import.meta.url));
}
