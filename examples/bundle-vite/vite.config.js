import { defaultClientConditions, defineConfig } from "vite";

/** The repository's tests bundle the packages' sources by one more condition. Nobody else needs it. */
const conditions = process.env.CONDITIONS?.split(",") ?? [];

export default defineConfig({
  base: "./",
  build: { target: "es2022" },
  resolve: { conditions: [...conditions, ...defaultClientConditions] },
});
