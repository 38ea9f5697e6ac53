/**
 * A program that writes chunk files, for zarr.ts: `write-files TARGET COUNT BYTES unpublished|whole`.
 *
 * @module
 */

import { argv } from "node:process";
import { mapConcurrently } from "@chunkwright/core";
import { fsStore } from "@chunkwright/stores/fs";

const [target = "", count = "0", byteLength = "0", manner] = argv.slice(2);
const store = fsStore(target, { unpublished: manner === "unpublished" });
const value = new Uint8Array(Number(byteLength)).fill(7);
await mapConcurrently(
  Array(Number(count)).keys(),
  (n) => store.set(`c/${n >> 8}/${(n >> 4) & 15}/${n & 15}`, value),
  { concurrency: 8 },
);
