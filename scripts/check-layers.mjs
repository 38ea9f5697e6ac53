/**
 * Checks who imports whom: `node scripts/check-layers.mjs [repository]`. Prints every import that crosses a layer
 * the wrong way, with its place, and exits with 1 if there is one.
 */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const CODECS = ["wasm", "core", "codecs"];

/** What each package may import of the others. Only what is left out may see all: cli, bench, examples. */
const LAYERS = {
  wasm: [],
  core: [],
  codecs: ["wasm", "core"],
  workers: [...CODECS, "stores"],
  zarr: CODECS,
  n5: CODECS,
  hdf5: CODECS,
  tiff: CODECS,
  "codec-wasi": ["core", "codecs"],
  stores: ["core"],
  ome: ["core"],
  convert: ["core"],
  testkit: ["core"],
};

/** Where `node:*` may be imported, as paths in the repository. */
const NODE_FILES = [
  /^packages\/(cli|testkit)\//,
  /^packages\/stores\/src\/fs(\.ts$|\/)/,
  /^packages\/(codecs|codec-wasi|workers)\/src\/(?:[^/]+\/)?[^/]+-node\.ts$/,
  /^(bench|examples)\//,
];

/** Packages that become a part of ours: CommonJS, which modules in Node import slowly and bundlers cannot leave out. */
const BUILT_IN = { ome: ["saxes"] };

const SPECIFIER =
  /^\s*(?:import|export)\b[^"';]*?\bfrom\s*["']([^"']+)["']|^\s*import\s*["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']/gm;
const COMMENT = /^\s*(?:\/\*[\s\S]*?\*\/|\/\/.*)/gm;

const root = resolve(process.argv[2] ?? fileURLToPath(new URL("..", import.meta.url)));
const packages = readPackages();
const violations = packages.flatMap((own) => own.files.flatMap((file) => checkFile(own, file)));
for (const line of violations) console.error(line);
if (violations.length > 0) process.exitCode = 1;

/** Every workspace: its folder, its package.json and the files that are its program. */
function readPackages() {
  const folders = ["wasm", "bench", ...children("packages"), ...children("examples")];
  const rootDependencies = readJson("package.json").devDependencies ?? {};
  return folders
    .filter((folder) => existsSync(join(root, folder, "package.json")))
    .map((folder) => {
      const manifest = readJson(join(folder, "package.json"));
      const isProgram = folder.startsWith("bench") || folder.startsWith("examples");
      const { dependencies, peerDependencies } = manifest;
      const tools = manifest.private ? rootDependencies : {};
      return {
        folder,
        manifest,
        layer: isProgram ? undefined : folder.split("/").at(-1),
        declared: Object.keys({ ...dependencies, ...peerDependencies, ...tools }),
        files: sources(isProgram ? folder : `${folder}/src`),
      };
    });
}

function checkFile(own, file) {
  const text = readFileSync(join(root, file), "utf8").replace(COMMENT, (comment) =>
    comment.replace(/[^\n]/g, " "),
  );
  return [...text.matchAll(SPECIFIER)].flatMap((match) => {
    const specifier = match[1] ?? match[2] ?? match[3];
    const fault = faultOf(own, file, specifier);
    const line = text.slice(0, match.index + match[0].length).split("\n").length;
    return fault ? [`${file}:${line}: ${JSON.stringify(specifier)} ${fault}`] : [];
  });
}

/** What is wrong with an import, or `undefined`. */
function faultOf(own, file, specifier) {
  if (specifier.startsWith(".")) {
    const target = relative(join(root, own.folder), join(root, dirname(file), specifier));
    return target.startsWith("..") ? `leads out of ${own.folder}` : undefined;
  }
  if (specifier.startsWith("#")) {
    return own.manifest.imports?.[specifier] ? undefined : `is not among the imports of ${own.manifest.name}`;
  }
  if (specifier.startsWith("node:")) {
    return NODE_FILES.some((allowed) => allowed.test(file)) ? undefined : "is not available in browsers";
  }
  const name = specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
  const other = packages.find(({ manifest }) => manifest.name === name);
  if (other && other.layer !== own.layer) {
    const fault = faultOfLayer(own, other);
    if (fault) return fault;
    if (!isExported(other.manifest, `.${specifier.slice(name.length)}`)) {
      return `is not among the exports of ${name}`;
    }
  }
  return [own.manifest.name, ...own.declared, ...(BUILT_IN[own.layer] ?? [])].includes(name)
    ? undefined
    : `is not among the dependencies of ${own.manifest.name}`;
}

function faultOfLayer(own, other) {
  if (other.layer === "testkit") return "is for tests alone";
  if (own.layer === undefined || own.layer === "cli") return undefined;
  const allowed = LAYERS[own.layer];
  if (!allowed) return `comes from ${own.layer}, which has no layer in check-layers.mjs`;
  return allowed.includes(other.layer) ? undefined : `is not for ${own.layer} to import`;
}

function isExported({ exports = {} }, path) {
  return Object.keys(exports).some((key) => {
    const [start, end] = key.split("*");
    return end === undefined
      ? key === path
      : path.length > start.length + end.length && path.startsWith(start) && path.endsWith(end);
  });
}

function sources(folder) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|mjs|js)$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
    .filter((file) => !/\/(node_modules|dist|test|results)\//.test(file))
    .sort();
}

function children(folder) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder)).map((name) => `${folder}/${name}`);
}

function readJson(file) {
  return JSON.parse(readFileSync(join(root, file), "utf8"));
}
