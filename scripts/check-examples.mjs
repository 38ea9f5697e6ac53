/**
 * Type-checks every `ts` example of every README and guide as readers would compile it: `node scripts/check-examples.mjs`,
 * after a build. Packages are those that npm would publish, options strict except for those that few projects set, once as Node
 * resolves modules and once as bundlers do. Prints each error with its place; exits with 1 if there is one.
 */

import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const OPTIONS = {
  target: "es2022",
  lib: ["es2023", "dom", "dom.iterable", "dom.asynciterable"],
  types: ["node"],
  strict: true,
  noEmit: true,
  skipLibCheck: true,
};
const RESOLUTIONS = [{ module: "nodenext" }, { module: "esnext", moduleResolution: "bundler" }];
/** Those that cannot run alone have types all the same. */
const FENCE = /^```ts(?: no-run)?[ \t]*\n([\s\S]*?)^```/gm;

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
mkdirSync("tmp", { recursive: true });
// Inside the repository, so that the packages' names are found, and beside no package.json that is not a module's.
const folder = mkdtempSync(join("tmp", "examples-"));
try {
  const places = writeExamples();
  const errors = RESOLUTIONS.flatMap((resolution, i) => check(resolution, i)).map((line) =>
    line.replace(/(\d+)\.ts\((\d+),/, (_, n, row) => `${places[n].file}:${places[n].line + Number(row)}: (`),
  );
  for (const error of errors) console.error(error);
  console.log(`${places.length} examples, ${errors.length} errors`);
  if (errors.length > 0) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true });
}

/** A file each; returns where each stands. */
function writeExamples() {
  const list = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "*.md"], { encoding: "utf8" });
  const places = [];
  for (const file of list.split("\n").filter(Boolean)) {
    const text = readFileSync(file, "utf8");
    for (const { index, 1: code } of text.matchAll(FENCE)) {
      // A module, whether or not it imports anything.
      writeFileSync(join(folder, `${places.length}.ts`), `${code}export {};\n`);
      places.push({ file, line: text.slice(0, index).split("\n").length });
    }
  }
  return places;
}

function check(resolution, i) {
  const project = join(folder, `tsconfig.${i}.json`);
  writeFileSync(
    project,
    JSON.stringify({ compilerOptions: { ...OPTIONS, ...resolution }, include: ["*.ts"] }),
  );
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ["node_modules/typescript/bin/tsc", "-p", project, "--pretty", "false"],
    { encoding: "utf8" },
  );
  if (status === 0) return [];
  const lines = `${stdout}${stderr}`.split("\n").filter(Boolean);
  return lines.map((line) => line.replace(`${relative(".", folder)}/`, ""));
}
