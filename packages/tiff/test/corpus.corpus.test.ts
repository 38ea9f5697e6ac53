/** Every array of the corpus against the digests of the reference readers. */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type ChunkSource, fileOfBytes, isStorageError, type StorageError } from "@chunkwright/core";
import { describe, expect, test } from "vitest";
import { openTiff } from "../src/index.ts";
import { digest } from "./digest.ts";

const SHARED = process.env.CHUNKWRIGHT_SHARED ?? join(import.meta.dirname, "../../../../shared");
const FOLDERS = [
  "corpus/tiff/findings",
  "corpus/tiff/image-js",
  "corpus/tiff/image-tiff",
  "corpus/tiff/viv",
  "data",
];

/** One line of expected.json; see SOURCES.md beside the corpus. */
interface Expected {
  readonly file: string;
  readonly array?: string;
  readonly dataType?: string;
  readonly shape?: readonly number[];
  readonly sha256?: string;
  readonly disputed?: boolean;
  readonly compression?: string;
}

interface Outcome {
  readonly kind: "exact" | "wrong" | "unsupported" | "error";
  readonly message: string;
}

const present = existsSync(join(SHARED, "corpus/tiff"));
if (!present) console.warn(`No corpus at ${SHARED}: set CHUNKWRIGHT_SHARED to the folder that holds it`);

describe.skipIf(!present).each(FOLDERS)("%s", (folder) => {
  const lines = readExpected(folder);
  const files = [...new Set(lines.map(({ file }) => file))].filter((file) => /\.tiff?$/i.test(file));

  test("gives the expected digests, typed errors, and no wrong pixels", async () => {
    const counts = { exact: 0, wrong: 0, unsupported: 0, error: 0 };
    const misses: string[] = [];
    for (const file of files) {
      const found = await openArrays(join(SHARED, folder, file));
      for (const line of lines.filter((one) => one.file === file && isScored(one))) {
        const { kind, message } = await outcomeOf(found(line.array ?? ""), line);
        counts[kind] += 1;
        if (kind !== "exact") misses.push(`${kind} ${file} ${line.array}: ${message}`);
      }
    }
    console.log(`${folder}: ${JSON.stringify(counts)}\n  ${misses.join("\n  ")}`);
    expect(misses.filter((miss) => !EXPECTED_MISS.test(miss))).toEqual([]);
  });

  test("reads or rejects, with a type, what has no digest", async () => {
    const outcomes: string[] = [];
    for (const file of files) {
      const found = await openArrays(join(SHARED, folder, file));
      for (const { array = "ifd/0" } of lines.filter((one) => one.file === file && !isScored(one))) {
        outcomes.push(`${file} ${array}: ${await readOrReject(found(array))}`);
      }
    }
    console.log(`${folder}\n  ${outcomes.join("\n  ")}`);
  });
});

function isScored({ sha256, disputed }: Expected): boolean {
  return sha256 !== undefined && !disputed;
}

/** What has no codec yet. */
const EXPECTED_MISS = /^unsupported .*compression is [34] \(CCITT/;

/** The array of a path, or why there is none. */
async function openArrays(path: string): Promise<(array: string) => ChunkSource | StorageError | undefined> {
  const found = new Map<string, ChunkSource | StorageError>();
  try {
    const file = await openTiff(fileOfBytes(new Uint8Array(readFileSync(path))));
    for await (const array of file.arrays()) {
      found.set(array.path, "error" in array ? array.error : array.source);
    }
  } catch (error) {
    if (isStorageError(error)) return () => error;
    throw error;
  }
  return (array) => found.get(array);
}

async function readOrReject(found: ChunkSource | StorageError | undefined): Promise<string> {
  try {
    if (found === undefined || found instanceof Error) throw found;
    return `${found.info.dataType} [${found.info.shape}] ${await digest(found)}`;
  } catch (error) {
    if (error === undefined) return "no such array";
    if (isStorageError(error)) return `${error.code}, ${error.message}`;
    throw error;
  }
}

async function outcomeOf(found: ChunkSource | StorageError | undefined, line: Expected): Promise<Outcome> {
  if (!found) return { kind: "error", message: "no such array" };
  try {
    if (found instanceof Error) throw found;
    const { dataType, shape } = found.info;
    const sha256 = await digest(found);
    const isExact =
      dataType === line.dataType &&
      JSON.stringify(shape) === JSON.stringify(line.shape) &&
      sha256 === line.sha256;
    return isExact
      ? { kind: "exact", message: "" }
      : { kind: "wrong", message: `${dataType} [${shape}] for ${line.dataType} [${line.shape}]` };
  } catch (error) {
    if (!isStorageError(error)) throw error;
    return { kind: error.code === "unsupported" ? "unsupported" : "error", message: error.message };
  }
}

function readExpected(folder: string): readonly Expected[] {
  const path = join(SHARED, folder, "expected.json");
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Expected[]) : [];
}
