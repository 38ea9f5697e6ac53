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
      const outcomes = await outcomesOf(join(SHARED, folder, file), lines, file);
      for (const [array, { kind, message }] of outcomes) {
        counts[kind] += 1;
        if (kind !== "exact") misses.push(`${kind} ${file} ${array}: ${message}`);
      }
    }
    console.log(`${folder}: ${JSON.stringify(counts)}\n  ${misses.join("\n  ")}`);
    expect(misses.filter((miss) => !EXPECTED_MISS.test(miss))).toEqual([]);
    expect(counts.wrong).toBe(0);
  });
});

/** What has no codec yet. */
const EXPECTED_MISS = /^unsupported .*compression is [34] \(CCITT/;

async function outcomesOf(path: string, lines: readonly Expected[], file: string) {
  const outcomes = new Map<string, Outcome>();
  const wanted = lines.filter((line) => line.file === file && line.sha256 && !line.disputed);
  const found = new Map<string, ChunkSource | StorageError>();
  try {
    const bytes = new Uint8Array(readFileSync(path));
    for await (const array of (await openTiff(fileOfBytes(bytes))).arrays()) {
      found.set(array.path, "error" in array ? array.error : array.source);
    }
  } catch (error) {
    // Files that no reader opens need only fail with a type.
    if (!isStorageError(error)) throw error;
    for (const { array = "" } of wanted) found.set(array, error);
  }
  for (const line of wanted) {
    outcomes.set(line.array ?? "", await outcomeOf(found.get(line.array ?? ""), line));
  }
  return outcomes;
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
