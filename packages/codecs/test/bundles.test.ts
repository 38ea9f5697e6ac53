/**
 * The examples that bundle this package, in Chromium, under a policy that forbids `eval` and everything from
 * elsewhere. CHUNKWRIGHT_CHROMIUM names the browser if it is not where Debian has it.
 */

import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type Browser, chromium } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const CHROMIUM = process.env.CHUNKWRIGHT_CHROMIUM ?? "/usr/bin/chromium";
const POLICY = "default-src 'self' 'wasm-unsafe-eval'";
const TYPES: { readonly [extension: string]: string } = { ".html": "text/html", ".js": "text/javascript" };
const EXAMPLES = new URL("../../../examples/", import.meta.url);

const reason = existsSync(CHROMIUM) ? "" : `: there is no ${CHROMIUM}`;
let browser: Browser;

describe.skipIf(reason !== "")(`bundles in Chromium${reason}`, () => {
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: ["--no-sandbox", "--disable-dev-shm-usage"],
    });
  }, 60_000);

  afterAll(() => browser?.close());

  test.each(["bundle-vite", "bundle-esbuild"])(
    "%s decodes blosc and zstd",
    { timeout: 90_000 },
    async (name) => {
      await bundle(name);
      const { server, requested } = await serve(new URL(`${name}/dist/`, EXAMPLES));
      const page = await browser.newPage();
      const complaints: string[] = [];
      page.on("console", (message) => complaints.push(message.text()));
      page.on("pageerror", (error) => complaints.push(String(error)));
      try {
        await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/index.html`);
        const output = page.locator("pre");
        await output
          .filter({ hasText: /zstd/ })
          .waitFor({ timeout: 30_000 })
          .catch(() => {});
        expect(complaints).toEqual([]);
        expect((await output.textContent())?.split("\n")).toEqual([
          expect.stringMatching(/^blosc: 8192 bytes in \d+, and the same again$/),
          expect.stringMatching(/^zstd: 8192 bytes in \d+, and the same again$/),
        ]);
        // Codecs that no chunk needs stay where they are.
        expect(requested.filter((path) => /\/(jpeg|inflate|lz4|xz)/.test(path))).toEqual([]);
      } finally {
        await page.close();
        server.close();
      }
    },
  );
});

/** Bundles the packages' sources, so that no build is needed. */
async function bundle(name: string): Promise<void> {
  const command = name === "bundle-vite" ? viteBuild() : ["bundle.mjs"];
  const env = { ...process.env, NODE_ENV: "production", CONDITIONS: "@chunkwright/source" };
  await promisify(execFile)(process.execPath, command, { cwd: new URL(`${name}/`, EXAMPLES), env });
}

function viteBuild(): string[] {
  return [fileURLToPath(new URL("../../../node_modules/vite/bin/vite.js", import.meta.url)), "build"];
}

async function serve(folder: URL): Promise<{ server: Server; requested: string[] }> {
  const requested: string[] = [];
  const server = createServer(({ url = "" }, response) => {
    requested.push(url);
    const file = new URL(`.${url}`, folder);
    const type = TYPES[extname(url)];
    // Browsers ask for an icon by themselves.
    if (!type || !existsSync(file)) return void response.writeHead(204).end();
    response.writeHead(200, { "content-type": type, "content-security-policy": POLICY });
    response.end(readFileSync(file));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, requested };
}
