/**
 * Builds the plugin: `node build.mjs [file]`, `dist/codec.wasm` unless told. Needs clang, lld and a C library for
 * WASI: a wasi-sdk, whose folder WASI_SDK_PATH names, or Debian's packages clang, lld, wasi-libc and
 * libclang-rt-dev-wasm32. CLANG names another compiler.
 */

import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL(".", import.meta.url));
const file = process.argv[2] ?? `${root}dist/codec.wasm`;
const sdk = process.env.WASI_SDK_PATH;
const clang = process.env.CLANG ?? (sdk ? `${sdk}/bin/clang` : "clang");
const sysroot = sdk ? ["--sysroot", `${sdk}/share/wasi-sysroot`] : [];

mkdirSync(dirname(file), { recursive: true });
execFileSync(
  clang,
  [
    "--target=wasm32-wasi",
    ...sysroot,
    "-mexec-model=reactor",
    "-O2",
    "-Wall",
    "-Wl,--strip-all",
    `${root}codec.c`,
    "-o",
    file,
  ],
  { stdio: "inherit" },
);
