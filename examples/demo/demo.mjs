/**
 * The main job on a small image: an OME-TIFF becomes an OME-Zarr, and the two are proved equal.
 *
 * `npm run demo` leaves its files in examples/demo/output to be looked at.
 */

import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { makeOmeTiff } from "./make-ome-tiff.mjs";

const command = fileURLToPath(new URL("../../packages/cli/dist/command/main.js", import.meta.url));
const output = fileURLToPath(new URL("output", import.meta.url));
const tiff = relative(process.cwd(), join(output, "cells.ome.tif"));
const older = relative(process.cwd(), join(output, "cells-v2.ome.zarr"));
const zarr = relative(process.cwd(), join(output, "cells.ome.zarr"));

rmSync(output, { recursive: true, force: true });
mkdirSync(output, { recursive: true });

console.log(`Making ${tiff}: 2 channels, 1024 x 1024, 16 bits, with noise`);
makeOmeTiff(tiff);

chunkwright("info", tiff);
chunkwright("convert", tiff, zarr);
chunkwright("verify", tiff, zarr);
chunkwright("info", zarr);
// OME-NGFF 0.4 on Zarr v2 for older readers: the pipelines agree, so the compressed bytes are copied as they are.
chunkwright("convert", zarr, older, "--zarr-version", "2");
chunkwright("verify", zarr, older);

const [before, after] = [sizeOf(tiff), sizeOf(zarr)];
console.log(
  `\n${tiff}: ${before.files} file, ${before.bytes} bytes\n${zarr}: ${after.files} files, ${after.bytes} bytes\n` +
    "Same pixels, same metadata, plus the pyramid levels that viewers want. Any Zarr or OME-NGFF reader opens it.",
);

function chunkwright(...args) {
  console.log(`\n$ chunkwright ${args.join(" ")}`);
  const { status } = spawnSync(process.execPath, [command, ...args], { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}

function sizeOf(path) {
  if (!statSync(path).isDirectory()) return { files: 1, bytes: statSync(path).size };
  const entries = readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const bytes = entries.reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
  return { files: entries.length, bytes };
}
