import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";

const SCRIPT = fileURLToPath(new URL("../check-docs.mjs", import.meta.url));
const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** What the script says of a package with these sources, whose entry is `index.ts`. */
function check(sources: { readonly [name: string]: string }) {
  const root = mkdtempSync(join(tmpdir(), "docs-"));
  folders.push(root);
  const exports = { ".": { "@chunkwright/source": "./src/index.ts" }, "./package.json": "./package.json" };
  const files = { "package.json": JSON.stringify({ exports }), ...sources };
  for (const [name, text] of Object.entries(files)) {
    const path = join(root, "packages/a", name.endsWith(".ts") ? `src/${name}` : name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  const { stderr, status } = spawnSync(process.execPath, [SCRIPT, root], { encoding: "utf8" });
  return { lines: stderr.split("\n").filter((line) => line !== ""), status };
}

test("what is exported without a comment is named, with the file that declares it", () => {
  const { lines, status } = check({
    "index.ts": 'export { a, type B } from "./deep/a.ts";\n',
    "deep/a.ts": "/** Is. */\nexport const a = 1;\nexport interface B {}\nexport const inner = 2;\n",
  });
  expect(lines).toEqual(["packages/a/src/deep/a.ts: B is exported without a comment"]);
  expect(status).toBe(1);
});

test("exports of exports and under other names are followed", () => {
  const { lines } = check({
    "index.ts": 'export { shown } from "./b.ts";\n',
    "b.ts": 'export { a as shown, other } from "./a.ts";\n',
    "a.ts": "export function a() {}\nexport function other() {}\n",
  });
  expect(lines).toEqual(["packages/a/src/a.ts: a is exported without a comment"]);
});

test("the comment of the first signature counts for all", () => {
  const overloads = "/** Is. */\nexport function a(): void;\nexport function a(b?: 1): void {}\n";
  expect(check({ "index.ts": overloads })).toEqual({ lines: [], status: 0 });
});
