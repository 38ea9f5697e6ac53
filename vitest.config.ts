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
    ],
  },
});
