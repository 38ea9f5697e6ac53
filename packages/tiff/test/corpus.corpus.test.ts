/** Every array of the corpus against the digests of the reference readers. */

import { readFile } from "node:fs/promises";
import {
  type ChunkSource,
  fileOfBytes,
  isStorageError,
  jsonEquals,
  type StorageError,
} from "@chunkwright/core";
import { type Expected, hasShared, readExpected, sharedPath } from "@chunkwright/testkit";
import { describe, expect, test } from "vitest";
import { openTiff } from "../src/index.ts";
import { digest } from "./digest.ts";

const FOLDERS = [
  "corpus/tiff/findings",
  "corpus/tiff/image-js",
  "corpus/tiff/image-tiff",
  "corpus/tiff/viv",
  "data",
];

if (!hasShared("corpus", "tiff")) console.warn(`No corpus at ${sharedPath()}: set CHUNKWRIGHT_SHARED`);

describe.skipIf(!hasShared("corpus", "tiff")).each(FOLDERS)("%s", (folder) => {
  test("gives the expected digests, typed errors, and no wrong pixels", async () => {
    const counts = { exact: 0, wrong: 0, unsupported: 0, error: 0 };
    const misses: string[] = [];
    for (const [file, lines] of await tiffFiles(folder)) {
      const find = await openArrays(sharedPath(folder, file));
      for (const line of lines.filter(isScored)) {
        const { kind, message } = await outcomeOf(find(String(line.array)), line);
        counts[kind] += 1;
        if (kind !== "exact") misses.push(`${kind} ${file} ${line.array}: ${message}`);
      }
    }
    console.log(`${folder}: ${JSON.stringify(counts)}\n  ${misses.join("\n  ")}`);
    expect(misses).toEqual([]);
  });

  test("reads or rejects, with a type, what has no digest", async () => {
    const outcomes: string[] = [];
    for (const [file, lines] of await tiffFiles(folder)) {
      const find = await openArrays(sharedPath(folder, file));
      for (const { array = "ifd/0" } of lines.filter((line) => !isScored(line))) {
        outcomes.push(`${file} ${array}: ${await readOrReject(find(String(array)))}`);
      }
    }
    console.log(`${folder}\n  ${outcomes.join("\n  ")}`);
  });
});

/** What is expected of each TIFF file of a folder. */
async function tiffFiles(folder: string): Promise<ReadonlyMap<string, readonly Expected[]>> {
  const files = new Map<string, Expected[]>();
  for (const line of await readExpected(folder)) {
    if (/\.tiff?$/i.test(line.file)) files.set(line.file, [...(files.get(line.file) ?? []), line]);
  }
  return files;
}

function isScored({ sha256, disputed }: Expected): boolean {
  return sha256 !== undefined && !disputed;
}

/** The array of a path, or why there is none. */
async function openArrays(path: string): Promise<(array: string) => ChunkSource | StorageError | undefined> {
  const found = new Map<string, ChunkSource | StorageError>();
  try {
    const file = await openTiff(fileOfBytes(new Uint8Array(await readFile(path))));
    for await (const array of file.arrays()) {
      found.set(array.path, "error" in array ? array.error : array.source);
    }
  } catch (error) {
    if (isStorageError(error)) return () => error;
    throw error;
  }
  return (array) => found.get(array);
}

interface Outcome {
  readonly kind: "exact" | "wrong" | "unsupported" | "error";
  readonly message: string;
}

async function outcomeOf(found: ChunkSource | StorageError | undefined, line: Expected): Promise<Outcome> {
  if (!found) return { kind: "error", message: "no such array" };
  try {
    if (found instanceof Error) throw found;
    const { dataType, shape } = found.info;
    const isExact =
      dataType === line.dataType && jsonEquals(shape, line.shape) && (await digest(found)) === line.sha256;
    if (isExact) return { kind: "exact", message: "" };
    return { kind: "wrong", message: `${dataType} [${shape}] for ${line.dataType} [${line.shape}]` };
  } catch (error) {
    if (!isStorageError(error)) throw error;
    return { kind: error.code === "unsupported" ? "unsupported" : "error", message: error.message };
  }
}

async function readOrReject(found: ChunkSource | StorageError | undefined): Promise<string> {
  if (!found) return "no such array";
  try {
    if (found instanceof Error) throw found;
    return `${found.info.dataType} [${found.info.shape}] ${await digest(found)}`;
  } catch (error) {
    if (isStorageError(error)) return `${error.code}, ${error.message}`;
    throw error;
  }
}
