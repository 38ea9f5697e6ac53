import { defaultClientConditions, defineConfig } from "vite";

/** The repository's tests bundle the packages' sources by one more condition. Nobody else needs it. */
const conditions = process.env.CONDITIONS?.split(",") ?? [];

/** With these pages have SharedArrayBuffer. The page works without them too. */
const headers = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

export default defineConfig({
  base: "./",
  build: { target: "es2022" },
  resolve: { conditions: [...conditions, ...defaultClientConditions] },
  // Workers fetch the codecs that they need, each from a file of its own.
  worker: { format: "es" },
  server: { headers },
  preview: { headers },
});
