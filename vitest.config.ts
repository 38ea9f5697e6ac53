import { playwright } from "@vitest/browser-playwright";
import { defineConfig, type TestProjectConfiguration } from "vitest/config";

/** Packages resolve to their TypeScript sources, so tests need no build (the wasm modules apart). */
const SOURCE = "@chunkwright/source";
const resolve = { conditions: [SOURCE, "node", "module", "import", "default"] };
const ssr = { resolve: { conditions: [SOURCE, "node", "module", "import", "default"] } };

/** Tests of what pages do that are not isolated from other origins. */
const NOT_ISOLATED = { include: ["packages/*/test/**/*.not-isolated.browser.test.ts"] };
const ISOLATED = { include: ["packages/*/test/**/*.browser.test.ts"], exclude: NOT_ISOLATED.include };

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
      // With these headers pages have SharedArrayBuffer.
      browserProject("browser", ISOLATED, {
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Embedder-Policy": "require-corp",
      }),
      browserProject("browser-not-isolated", NOT_ISOLATED, {}),
    ],
  },
});

function browserProject(
  name: string,
  files: { include: string[]; exclude?: string[] },
  headers: Record<string, string>,
): TestProjectConfiguration {
  return {
    resolve: { conditions: [SOURCE, "browser", "module", "import", "default"] },
    server: { headers },
    test: {
      ...files,
      name,
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
  };
}
