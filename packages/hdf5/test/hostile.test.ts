/** Truncated and damaged files: an answer or a typed error, never anything else. */

import {
  type Bytes,
  type ChunkSource,
  chunkIndices,
  elementCount,
  fileOfBytes,
  gridShape,
  isStorageError,
} from "@chunkwright/core";
import { damagedBytes, seededRandom } from "@chunkwright/testkit";
import { describe, expect, test } from "vitest";
import { type Hdf5Dataset, type Hdf5File, type Hdf5Group, Hdf5Reference, openHdf5 } from "../src/index.ts";
import { fixture } from "./fixtures.ts";

const FILES = [
  "array-fill",
  "attributes-v110",
  "attributes-v18",
  "dense-attributes",
  "elements-v110",
  "elements-v18",
  "filter-masks-earliest",
  "filters-v110",
  "filters-v200",
  "implicit",
  "layouts-v110",
  "layouts-v18",
  "links-earliest",
  "links-v110",
  "many-links-v110",
  "odd-numbers-earliest",
  "plain-edges",
  "references",
  "scales-earliest",
  "shared-messages-0",
  "shared-messages-1",
  "sizes-4",
  "sizes-8-4",
  "user-block",
  "vax",
  "virtual-irregular-v110",
  "virtual-irregular-v200",
  "virtual-v110",
  "virtual-v200",
];
/** Changed files in all; CI sets 200000. */
const MUTATIONS = Math.ceil(Number(process.env.CHUNKWRIGHT_FUZZ ?? 1150) / FILES.length);
const TIMEOUT_MS = 30_000 + 40 * MUTATIONS;
/** Prefixes tried of each file: all of them where CI asks for as much. */
const PREFIXES = process.env.CHUNKWRIGHT_FUZZ ? Number.POSITIVE_INFINITY : 75;

describe.each(FILES)("%s", (name) => {
  const bytes = fixture(name);

  test("gives an answer or a typed error at every prefix", { timeout: 600_000 }, async () => {
    let failures = 0;
    const step = Math.max(1, Math.floor(bytes.length / PREFIXES));
    for (let length = 0; length < bytes.length; length += step) {
      failures += await failuresIn(bytes.slice(0, length));
    }
    expect(failures).toBeGreaterThan(0);
  });

  test("gives an answer or a typed error with bytes changed", { timeout: TIMEOUT_MS }, async () => {
    const random = seededRandom(name.length);
    for (let n = 0; n < MUTATIONS; n += 1) {
      await failuresIn(damagedBytes(bytes, random));
    }
  });
});

const CHUNKS_READ = 4;
/** Chunks that a damaged shape made large take time and prove nothing. */
const MAX_ELEMENTS = 2 ** 20;

/** Asks a file all there is to ask. Returns how many questions ended in a `StorageError`; throws other errors. */
async function failuresIn(bytes: Bytes): Promise<number> {
  let failures = 0;
  const attempt = async (task: () => Promise<unknown>) => {
    try {
      await task();
    } catch (error) {
      if (!isStorageError(error)) throw error;
      failures += 1;
    }
  };
  await attempt(async () => {
    const file = await openHdf5(fileOfBytes(bytes), { openSibling: async () => undefined });
    await attempt(() => openLinks(file.root, attempt));
    for await (const array of file.arrays()) {
      if ("error" in array) {
        failures += 1;
        continue;
      }
      for (const attribute of array.source.typedAttributes.values()) await attempt(() => attribute.values());
      await attempt(async () => array.source.chunkIndex?.export());
      await attempt(() => readChunks(array.source));
      await attempt(() => resolveReferences(file, array.source));
    }
  });
  return failures;
}

async function openLinks(
  group: Hdf5Group,
  attempt: (task: () => Promise<unknown>) => Promise<void>,
): Promise<void> {
  for (const { name } of await group.links()) await attempt(() => group.open(name));
}

async function resolveReferences(file: Hdf5File, { datatype, info, readChunk }: Hdf5Dataset): Promise<void> {
  if (datatype.class !== "reference" || elementCount(info.chunkShape) > MAX_ELEMENTS) return;
  const chunk = await readChunk(info.shape.map(() => 0));
  if (!(chunk?.data instanceof Uint8Array)) return;
  for (let start = 0; start < chunk.data.length; start += datatype.byteLength) {
    const bytes = chunk.data.slice(start, start + datatype.byteLength);
    await file.resolveReference(new Hdf5Reference(datatype.kind, bytes));
  }
}

async function readChunks(source: ChunkSource): Promise<void> {
  let left = CHUNKS_READ;
  if (elementCount(source.info.chunkShape) > MAX_ELEMENTS) return;
  for (const index of chunkIndices(gridShape(source.info))) {
    if (left-- === 0) return;
    await source.readChunk(index);
  }
}
