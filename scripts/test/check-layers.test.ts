import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";

const SCRIPT = fileURLToPath(new URL("../check-layers.mjs", import.meta.url));
const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** What the script says of a repository in which `file` has the contents `text`. */
function check(file: string, text: string): { lines: string[]; status: number | null } {
  const root = mkdtempSync(join(tmpdir(), "layers-"));
  folders.push(root);
  const write = (path: string, contents: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), contents);
  };
  write("package.json", JSON.stringify({ devDependencies: { vitest: "4" } }));
  const all = ["core", "codecs", "zarr", "tiff", "stores", "ome", "convert", "testkit"];
  for (const name of [...all, "cli", "wasm"]) {
    const exports = name === "wasm" ? { "./*": "./dist/*.js" } : { ".": "./src/index.ts" };
    const dependencies = {
      ...dependenciesOn([...all, "wasm"].filter((other) => other !== name)),
      fflate: "1",
    };
    const folder = name === "wasm" ? "wasm" : `packages/${name}`;
    write(
      `${folder}/package.json`,
      JSON.stringify({ name: `@chunkwright/${name}`, private: name === "testkit", exports, dependencies }),
    );
  }
  write(file, text);
  const { stderr, status } = spawnSync(process.execPath, [SCRIPT, root], { encoding: "utf8" });
  return { lines: stderr.split("\n").filter((line) => line !== ""), status };
}

function dependenciesOn(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [`@chunkwright/${name}`, "0.1.0"]));
}

test.each([
  ["core that imports a package", "packages/core/src/a.ts", 'import { a } from "fflat";'],
  ["core that imports another layer", "packages/core/src/a.ts", 'import "@chunkwright/codecs";'],
  ["formats side by side", "packages/tiff/src/a.ts", 'import type { A } from "@chunkwright/zarr";'],
  ["ome that sees a format", "packages/ome/src/a.ts", 'type A = import("@chunkwright/tiff").A;'],
  ["a program that uses the testkit", "packages/cli/src/a.ts", 'export { a } from "@chunkwright/testkit";'],
  ["deep imports", "packages/zarr/src/a.ts", 'import { a } from "@chunkwright/core/src/grid.ts";'],
  ["node: in browsers' files", "packages/stores/src/http.ts", 'import { a } from "node:fs";'],
  ["node: in a codec", "packages/codecs/src/zstd.ts", 'const { zstd } = await import("node:zlib");'],
  ["undeclared packages", "packages/zarr/src/a.ts", 'import { a } from "left-pad";'],
  ["undeclared internal names", "packages/codecs/src/a.ts", 'await import("#engine");'],
  ["paths into other packages", "packages/zarr/src/v3/a.ts", 'import { a } from "../../../core/src/a.ts";'],
  ["what is built into another package", "packages/zarr/src/a.ts", 'import { a } from "saxes";'],
  ["paths out of the kernels", "wasm/src/a.ts", 'import { a } from "../../packages/core/src/a.ts";'],
])("check-layers reports %s", (_what, file, text) => {
  const { lines, status } = check(file, `const before = 1;\n\n${text}\n`);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain(`${file}:3: `);
  expect(status).toBe(1);
});

test.each([
  ["core in codecs", "packages/codecs/src/a.ts", 'import { a } from "@chunkwright/core";'],
  ["kernels in codecs", "packages/codecs/src/a.ts", 'await import("@chunkwright/wasm/zstd.simd");'],
  ["dependencies", "packages/codecs/src/a.ts", 'import { a } from "fflate/browser";'],
  [
    "node: in the Node entry",
    "packages/codecs/src/deflate/deflate-node.ts",
    'import { a } from "node:zlib";',
  ],
  ["what is built in", "packages/ome/src/a.ts", 'import { a } from "saxes";'],
  ["node: in the file store", "packages/stores/src/fs/a.ts", 'import { a } from "node:fs";'],
  ["all formats in the cli", "packages/cli/src/a.ts", 'import "@chunkwright/zarr";\nimport "node:fs";'],
  ["tools of the repository in the testkit", "packages/testkit/src/a.ts", 'import { test } from "vitest";'],
  ["imports in comments", "packages/core/src/a.ts", '/**\n * import "left-pad";\n */\n// import "left-pad";'],
  ["imports in tests", "packages/core/test/a.test.ts", 'import "@chunkwright/testkit";'],
])("check-layers allows %s", (_what, file, text) => {
  expect(check(file, `${text}\n`)).toEqual({ lines: [], status: 0 });
});

test("check-layers finds nothing in this repository", () => {
  const { stderr, status } = spawnSync(process.execPath, [SCRIPT], { encoding: "utf8" });
  expect(stderr).toBe("");
  expect(status).toBe(0);
});
