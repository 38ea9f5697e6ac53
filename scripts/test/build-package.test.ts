import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterEach, expect, test } from "vitest";

const SCRIPT = fileURLToPath(new URL("../build-package.mjs", import.meta.url));
const BASE = fileURLToPath(new URL("../../tsconfig.base.json", import.meta.url));
const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** The folder of a built package with these sources, whose entry is `index.ts`. */
function built(sources: { readonly [name: string]: string }, more: object = {}): string {
  const folder = mkdtempSync(join(tmpdir(), "build-"));
  folders.push(folder);
  const files = {
    "package.json": JSON.stringify({
      type: "module",
      sideEffects: false,
      exports: { ".": entry("index"), "./package.json": "./package.json" },
      ...more,
    }),
    "tsconfig.build.json": JSON.stringify({
      extends: BASE,
      compilerOptions: { rootDir: "src", outDir: "dist" },
      include: ["src"],
    }),
    "dist/stale.js": "",
    ...Object.fromEntries(Object.entries(sources).map(([name, text]) => [`src/${name}`, text])),
  };
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const { status, stdout, stderr } = spawnSync(process.execPath, [SCRIPT], { cwd: folder, encoding: "utf8" });
  expect(stdout + stderr).toBe("");
  expect(status).toBe(0);
  return folder;
}

function entry(name: string) {
  return { "@chunkwright/source": `./src/${name}.ts`, default: `./dist/${name}.js` };
}

function modules(folder: string): string[] {
  const all = readdirSync(join(folder, "dist"), { recursive: true, encoding: "utf8" });
  return all.filter((name) => name.endsWith(".js")).sort();
}

/** What a program with one import of the package is, once bundled. */
async function programOf(folder: string, name: string): Promise<string> {
  const file = join(folder, "program.js");
  writeFileSync(file, `import { ${name} } from "./dist/index.js";\nconsole.log(${name});\n`);
  const { outputFiles } = await build({ entryPoints: [file], bundle: true, format: "esm", write: false });
  return outputFiles.map(({ text }) => text).join("");
}

test("a package is one module for each entry, and one for what is imported late", () => {
  const folder = built(
    {
      "index.ts":
        'export { a } from "./deep/a.ts";\nexport function late(): Promise<unknown> {\n  return import("./late.ts");\n}\nexport { spawn } from "#spawn";\n',
      "deep/a.ts": 'import { b } from "./b.ts";\nexport const a: number = b;\n',
      "deep/b.ts": "export const b = 1;\n",
      "late.ts": "export const c = 2;\n",
      "spawn-node.ts": "export const spawn: URL = new URL('./worker-node.js', import.meta.url);\n",
    },
    {
      imports: {
        "#spawn": { "@chunkwright/source": { node: "./src/spawn-node.ts" }, node: "./dist/spawn-node.js" },
      },
    },
  );
  expect(modules(folder)).toEqual(["index.js", "late.js", "spawn-node.js"]);
  expect(existsSync(join(folder, "dist/deep/a.d.ts"))).toBe(true);
  expect(readFileSync(join(folder, "dist/index.js"), "utf8")).toContain('from "#spawn"');
  const { sources, sourcesContent } = JSON.parse(readFileSync(join(folder, "dist/index.js.map"), "utf8"));
  expect(sources).toContain("../src/deep/a.ts");
  expect(sourcesContent).toBeUndefined();
});

test("a private package is what tsc makes of it", () => {
  const folder = built(
    { "index.ts": 'export { a } from "./a.ts";\n', "a.ts": "export const a = 1;\n" },
    { private: true },
  );
  expect(modules(folder)).toEqual(["a.js", "index.js"]);
});

test.each([
  ["a call", "Math.random()"],
  ["a constructor", "new Intl.Collator('en')"],
  ["a call of a call", "Math.abs(Math.random())"],
  ["a property", "[1, 2].length"],
  ["a spread", "[...'abc']"],
  ["an object of calls", "{ a: Math.random(), b: [Math.random()] }"],
  ["an object of properties", "{ a: [1].length }"],
  ["a class", "class { readonly a: number = Math.random(); }"],
])("a program without %s does not get it", async (_, value) => {
  const source = `const unused = ${value};\nexport const used = 1;\nexport function user(): unknown { return unused; }\n`;
  const folder = built({ "index.ts": source });
  expect(await programOf(folder, "used")).not.toContain("unused");
  expect(await programOf(folder, "user")).toContain("unused");
});

test("annotated values are what they were", async () => {
  const source =
    "const object = { a: [1].length };\nconst map = new Map([['a', Math.max(1, 2)]]);\n" +
    "export const values: unknown[] = [object, [...map], object.a];\n";
  const folder = built({ "index.ts": source });
  const { values } = await import(join(folder, "dist/index.js"));
  expect(values).toEqual([{ a: 1 }, [["a", 2]], 1]);
});
