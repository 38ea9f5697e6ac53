/**
 * Checks that all that packages export is documented: `node scripts/check-docs.mjs [repository]`. Follows the entries in
 * `exports` of every public package to the declarations, prints those without a comment in front, and exits with 1 if
 * there is one.
 */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(process.argv[2] ?? fileURLToPath(new URL("..", import.meta.url)));
const faults = new Set();
for (const name of readdirSync(join(root, "packages"))) {
  const folder = join(root, "packages", name);
  if (!existsSync(join(folder, "package.json"))) continue;
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  if (manifest.private !== true) for (const entry of entriesOf(folder, manifest)) checkModule(entry);
}
for (const fault of [...faults].sort()) console.error(fault);
if (faults.size > 0) process.exitCode = 1;

/** The sources behind `exports`, under all further conditions. */
function entriesOf(folder, { exports = {} }) {
  const sources = Object.values(exports).map((target) => target["@chunkwright/source"]);
  const paths = sources.flatMap((source = []) =>
    typeof source === "string" ? [source] : Object.values(source),
  );
  return paths.filter((path) => path.endsWith(".ts")).map((path) => join(folder, path));
}

/** `names` undefined: all that the module declares or passes on. */
function checkModule(path, names) {
  const text = readFileSync(path, "utf8");
  const passedOn = /^export (?:type )?\{([^}]*)\} from "(\.[^"]+)";/gm;
  for (const [, list, from] of text.matchAll(passedOn)) {
    // "a as b" declares a.
    const all = list.split(",").map((item) =>
      item
        .trim()
        .replace(/^type /, "")
        .split(" as "),
    );
    const wanted = all.filter(([own, shown = own]) => own && (names === undefined || names.has(shown)));
    checkModule(join(dirname(path), from), new Set(wanted.map(([own]) => own)));
  }
  const declared = /(\*\/\n)?^export (?:async )?(?:function\*?|class|interface|type|const) (\w+)/gm;
  const documented = new Set();
  for (const [, comment, name] of text.matchAll(declared)) {
    if (names !== undefined && !names.has(name)) continue;
    // Further signatures of a function go by the comment of the first.
    if (comment) documented.add(name);
    if (!documented.has(name)) faults.add(`${inRepository(path)}: ${name} is exported without a comment`);
  }
}

function inRepository(path) {
  return relative(root, path).split(sep).join("/");
}
