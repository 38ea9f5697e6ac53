import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";

/** Packages resolve to their TypeScript sources, so tests need no build (the wasm modules apart). */
const SOURCE = "@chunkwright/source";
const resolve = { conditions: [SOURCE, "node", "module", "import", "default"] };
const ssr = { resolve: { conditions: [SOURCE, "node", "module", "import", "default"] } };

export default defineConfig({
  test: {
    projects: [
      {
        resolve,
        ssr,
        test: {
          name: "unit",
          include: ["{packages/*,wasm,bench,scripts}/test/**/*.test.ts"],
          exclude: ["**/*.{corpus,interop,browser}.test.ts", "**/node_modules/**"],
          testTimeout: 20_000,
        },
      },
      {
        resolve,
        ssr,
        test: { name: "corpus", include: ["packages/*/test/**/*.corpus.test.ts"], testTimeout: 600_000 },
      },
      {
        resolve,
        ssr,
        test: {
          name: "interop",
          include: ["packages/*/test/**/*.interop.test.ts"],
          globalSetup: ["packages/testkit/src/python-environment.ts"],
          testTimeout: 300_000,
          hookTimeout: 600_000,
        },
      },
      {
        resolve: { conditions: [SOURCE, "browser", "module", "import", "default"] },
        // With these pages have SharedArrayBuffer.
        server: {
          headers: {
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Embedder-Policy": "require-corp",
          },
        },
        test: {
          name: "browser",
          include: ["packages/*/test/**/*.browser.test.ts"],
          testTimeout: 60_000,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: {
                executablePath: process.env.CHUNKWRIGHT_CHROMIUM ?? "/usr/bin/chromium",
                args: ["--no-sandbox", "--disable-dev-shm-usage"],
              },
            }),
            instances: [{ browser: "chromium" }],
          },
        },
      },
    ],
  },
});
