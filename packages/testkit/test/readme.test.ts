/**
 * Runs every example of every README and guide: each block fenced as `ts`, alone, against the packages' sources.
 * A block that is there to be read alone is fenced as `ts no-run`.
 */

import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { REPOSITORY } from "../src/repository.ts";

const FENCE = /^```ts[ \t]*\n([\s\S]*?)^```/gm;

const readmes = ["", "wasm", "bench", ...children("packages"), ...children("examples")]
  .map((folder) => join(folder, "README.md"))
  .filter((file) => existsSync(join(REPOSITORY, file)));
const guides = children("docs");

/** Inside the repository, so that the packages' names mean the repository's; not in `node_modules`, so as to be compiled. */
let folder: string;

beforeAll(() => {
  mkdirSync(join(REPOSITORY, "tmp"), { recursive: true });
  folder = mkdtempSync(join(REPOSITORY, "tmp", "readme-"));
});

afterEach(() => {
  vi.restoreAllMocks();
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

test("every library's README has an example", () => {
  const libraries = readmes.filter((file) => /^(packages|wasm)/.test(file) && !file.includes("testkit"));
  expect(libraries.filter((file) => examplesOf(file).length === 0)).toEqual([]);
});

describe.each([...readmes, ...guides].filter((file) => examplesOf(file).length > 0))("%s", (file) => {
  for (const [i, { line, code }] of examplesOf(file).entries()) {
    test(`the example at line ${line} runs`, async () => {
      vi.spyOn(console, "log").mockReturnValue();
      const module = join(folder, `${file.replaceAll(/[^a-z0-9]+/gi, "-")}-${i}.ts`);
      writeFileSync(module, code);
      await import(/* @vite-ignore */ pathToFileURL(module).href);
    });
  }
});

function examplesOf(file: string): { line: number; code: string }[] {
  const text = readFileSync(join(REPOSITORY, file), "utf8");
  return [...text.matchAll(FENCE)].map((match) => ({
    line: text.slice(0, match.index).split("\n").length,
    code: match[1] ?? "",
  }));
}

function children(parent: string): string[] {
  return readdirSync(join(REPOSITORY, parent)).map((name) => join(parent, name));
}
