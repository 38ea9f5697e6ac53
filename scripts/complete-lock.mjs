/**
 * Completes package-lock.json: `node scripts/complete-lock.mjs`, after every `npm install` that changed it.
 *
 * Tools such as biome and turbo name one optional package a platform, and npm keeps in the lock only those that it
 * could reach. Without the others `npm ci` refuses the lock, and other platforms get no binary. This adds an entry
 * for each: version, os and cpu, from its name; npm learns the rest when it installs one.
 */

import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Words in the names of platform packages, and what npm calls them. */
const OS = {
  aix: "aix",
  android: "android",
  darwin: "darwin",
  freebsd: "freebsd",
  linux: "linux",
  netbsd: "netbsd",
  openbsd: "openbsd",
  openharmony: "openharmony",
  sunos: "sunos",
  win32: "win32",
  windows: "win32",
};
const CPU = {
  64: "x64",
  arm: "arm",
  arm64: "arm64",
  ia32: "ia32",
  loong64: "loong64",
  mips64el: "mips64el",
  ppc64: "ppc64",
  ppc64le: "ppc64",
  riscv64: "riscv64",
  s390x: "s390x",
  wasm32: "wasm32",
  x64: "x64",
};
const LIBC = { gnu: "glibc", gnueabihf: "glibc", musl: "musl" };

const file = fileURLToPath(new URL("../package-lock.json", import.meta.url));
const lock = JSON.parse(readFileSync(file, "utf8"));
const added = Object.entries(lock.packages).flatMap(([path, entry]) =>
  Object.entries(entry.optionalDependencies ?? {})
    .filter(([name]) => !isLocked(path, name))
    .map(([name, version]) => [placeFor(path, name), stub(name, version, entry)]),
);
if (added.length > 0) {
  const entries = [...Object.entries(lock.packages), ...added];
  lock.packages = Object.fromEntries(entries.sort(([a], [b]) => a.localeCompare(b, "en")));
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
}
for (const [path] of added) console.log(`added ${path}`);

/** Whether a package at `path` would find `name`: its own `node_modules`, or one above. */
function isLocked(path, name) {
  for (let at = path; ; at = at.slice(0, Math.max(0, at.lastIndexOf("/node_modules/")))) {
    if (lock.packages[at === "" ? `node_modules/${name}` : `${at}/node_modules/${name}`]) return true;
    if (at === "") return false;
  }
}

/** Nothing above `path` holds another version, or `isLocked` would have said so. */
function placeFor(path, name) {
  const nested = path.lastIndexOf("/node_modules/");
  return nested === -1 ? `node_modules/${name}` : `${path.slice(0, nested)}/node_modules/${name}`;
}

function stub(name, version, { dev }) {
  if (!/^\d+\.\d+\.\d+/.test(version)) {
    throw new Error(`Cannot complete the lock: ${name} is wanted as ${version}, not as one version`);
  }
  const words = name.split(/[^a-z0-9]+/);
  const os = words.map((word) => OS[word]).find(Boolean);
  const cpu = words.map((word) => CPU[word]).find(Boolean);
  const libc = words.map((word) => LIBC[word]).find(Boolean);
  if (!os && !cpu) throw new Error(`Cannot complete the lock: the name ${name} tells no platform`);
  return {
    version,
    ...(cpu && { cpu: [cpu] }),
    ...(dev && { dev }),
    ...(libc && { libc: [libc] }),
    optional: true,
    ...(os && { os: [os] }),
  };
}
