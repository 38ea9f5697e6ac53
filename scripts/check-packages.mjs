/**
 * Checks every public package as npm would publish it: `node scripts/check-packages.mjs`, after a build.
 *
 * Packs each into a tarball, and asks of the tarball: are the files that `exports`, `imports` and `bin` name in it,
 * README and LICENSE too; is everything in `dist` of the last build; do publint and are-the-types-wrong agree with it; is
 * it small. Prints sizes, then every fault; exits with 1 if there is one.
 */

import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { publint } from "publint";
import { formatMessage } from "publint/utils";

/** A tarball beyond this holds something that it should not. */
const MAX_BYTE_LENGTH = 550_000;
/** The libraries of others, compiled. */
const MAX_LIBRARIES_LENGTH = 1_800_000;
/** A command holds much of what is installed beside it too, for programs. */
const MAX_COMMAND_LENGTH = 800_000;

/** Within its scripts npm says where it is. Only shells find its command on Windows, which is no program. */
const [npm, ...npmScript] = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ["npm"];

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
const license = readFileSync("LICENSE", "utf8");
const target = mkdtempSync(join(tmpdir(), "packages-"));
const faults = [];
try {
  for (const folder of publicPackages()) faults.push(...(await checkPackage(folder)));
} finally {
  rmSync(target, { recursive: true });
}
for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exitCode = 1;

function publicPackages() {
  const folders = ["wasm", ...readdirSync("packages").map((name) => `packages/${name}`)];
  return folders.filter(
    (folder) => existsSync(`${folder}/package.json`) && readManifest(folder).private !== true,
  );
}

async function checkPackage(folder) {
  const manifest = readManifest(folder);
  const { name } = manifest;
  const { files, filename, size, unpackedSize } = pack(folder);
  console.log(`${name.padEnd(22)} ${kilobytes(size)} packed ${kilobytes(unpackedSize)} unpacked`);
  const tarball = join(target, filename);
  const limit = limitOf(manifest);
  return [
    ...missingFiles(manifest, files).map((file) => `has no ${file}, which its package.json names`),
    ...["README.md", "LICENSE"].filter((file) => !files.includes(file)).map((file) => `has no ${file}`),
    ...(existsSync(`${folder}/LICENSE`) && readFileSync(`${folder}/LICENSE`, "utf8") !== license
      ? ["has another LICENSE than the repository"]
      : []),
    ...faultsOfMetadata(folder, manifest),
    ...staleFiles(folder, files, manifest).map((file) => `has ${file}, of an earlier build`),
    ...(size > limit ? [`is larger than ${kilobytes(limit).trim()}`] : []),
    ...(await faultsOfPublint(manifest, tarball)),
    ...faultsOfTypes(tarball),
  ].map((fault) => `${name} ${fault}`);
}

function limitOf({ name, bin }) {
  if (name === "@chunkwright/wasm") return MAX_LIBRARIES_LENGTH;
  return bin ? MAX_COMMAND_LENGTH : MAX_BYTE_LENGTH;
}

function pack(folder) {
  const json = execFileSync(
    npm,
    [...npmScript, "pack", "--json", "--pack-destination", target, `./${folder}`],
    {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    },
  );
  const [packed] = JSON.parse(json);
  return { ...packed, files: packed.files.map(({ path }) => path) };
}

/** Files that `exports`, `imports` and `bin` name and the tarball has not. Patterns must match one at least. */
function missingFiles(manifest, files) {
  return namedFiles(manifest).filter((path) => matches(path, files).length === 0);
}

function namedFiles({ exports, imports, bin }) {
  return [...paths(exports), ...paths(imports), ...paths(bin)];
}

function matches(path, files) {
  const [start, end] = path.slice("./".length).split("*");
  return files.filter((file) =>
    end === undefined ? file === start : file.startsWith(start) && file.endsWith(end),
  );
}

function paths(value) {
  if (typeof value === "string") return value.startsWith("./") ? [value] : [];
  return Object.values(value ?? {}).flatMap(paths);
}

function faultsOfMetadata(folder, { description, license: named, engines, repository, keywords, homepage }) {
  return [
    ...(description ? [] : ["has no description"]),
    ...(named === "MIT" ? [] : [`has the license ${named}, not MIT`]),
    ...(engines?.node ? [] : ["names no Node version"]),
    ...(repository?.directory === folder ? [] : [`says that it lies in ${repository?.directory}`]),
    ...(keywords?.length > 0 ? [] : ["has no keywords"]),
    ...(homepage?.includes(`/${folder}#`) ? [] : [`has the homepage ${homepage}`]),
  ];
}

/** What an earlier build left: modules that no export leads to, and declarations without a module or a source. */
function staleFiles(folder, files, manifest) {
  const reached = reachedModules(folder, files, manifest);
  return files.filter((file) => {
    const [, stem, type] = /^dist\/(.+?)(\.d\.ts|\.js)(?:\.map)?$/.exec(file) ?? [];
    if (stem === undefined || reached.has(`dist/${stem}.js`)) return false;
    const sources = [`${folder}/src/${stem}.ts`, `${folder}/${stem}.d.ts`];
    return type === ".js" || !sources.some((path) => existsSync(path));
  });
}

/** The modules behind `exports`, `imports` and `bin`, and all that they name by a relative path: by import, or as a worker. */
function reachedModules(folder, files, manifest) {
  const named = namedFiles(manifest).flatMap((path) => matches(path, files));
  const reached = new Set(named.filter((file) => file.endsWith(".js")));
  for (const file of reached) {
    const text = readFileSync(`${folder}/${file}`, "utf8");
    for (const [, path] of text.matchAll(
      /(?:\bfrom|\bimport|\bimport\(|\bURL\()\s*["'`](\.[^"'`]+\.js)["'`]/g,
    )) {
      reached.add(posix.join(posix.dirname(file), path));
    }
  }
  return reached;
}

async function faultsOfPublint(manifest, tarball) {
  const bytes = readFileSync(tarball);
  const { messages } = await publint({
    strict: true,
    pack: { tarball: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) },
  });
  return messages.map((message) => `fails publint: ${formatMessage(message, manifest, { color: false })}`);
}

function faultsOfTypes(tarball) {
  const attw = "node_modules/@arethetypeswrong/cli/dist/index.js";
  const options = ["--profile", "esm-only", "--no-emoji", "--no-color"];
  const { status, stdout, stderr } = spawnSync(process.execPath, [attw, tarball, ...options], {
    encoding: "utf8",
  });
  return status === 0 ? [] : [`has wrong types:\n${stdout}${stderr}`];
}

function readManifest(folder) {
  return JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
}

function kilobytes(byteLength) {
  return `${(byteLength / 1000).toFixed(1).padStart(7)} kB`;
}
