/** Truncated and damaged files: an answer or a typed error, never anything else. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  type Bytes,
  type ChunkSource,
  chunkIndices,
  elementCount,
  fileOfBytes,
  gridShape,
} from "@chunkwright/core";
import { type Attempt, FUZZ_COPIES, testDamagedFile } from "@chunkwright/testkit";
import { describe } from "vitest";
import {
  type Hdf5Dataset,
  type Hdf5File,
  type Hdf5Group,
  Hdf5Reference,
  type OpenHdf5Options,
  openHdf5,
} from "../src/index.ts";
import { fixture } from "./fixtures.ts";

const FILES = [
  "array-fill",
  "attributes-v110",
  "attributes-v18",
  "cache-image",
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
const COPIES = Math.ceil((FUZZ_COPIES ?? 1150) / FILES.length);

describe.each(FILES)("%s", (name) => {
  testDamagedFile(fixture(name), { ask, prefixes: 75, copies: COPIES });
});

const MEMBERS = join(import.meta.dirname, "fixtures", "members");

describe.each([
  "family-earliest-00",
  "multi-earliest-s",
  "multi-latest-s",
  "split-earliest-m",
  "split-latest-m",
])("%s beside others", (first) => {
  const name = `${first}.h5`;
  const membersOf = new Map(
    readdirSync(MEMBERS).map((member) => [member, readFileSync(join(MEMBERS, member))]),
  );
  const openSibling = async (member: string) => {
    const bytes = membersOf.get(member);
    return bytes && fileOfBytes(new Uint8Array(bytes));
  };
  const askMember = (bytes: Bytes, attempt: Attempt) => ask(bytes, attempt, { name, openSibling });
  testDamagedFile(new Uint8Array(membersOf.get(name)!), { ask: askMember, prefixes: 75, copies: COPIES });
});

const CHUNKS_READ = 4;
/** Chunks that a damaged shape made large take time and prove nothing. */
const MAX_ELEMENTS = 2 ** 20;

async function ask(
  bytes: Bytes,
  attempt: Attempt,
  options: OpenHdf5Options = { openSibling: async () => undefined },
): Promise<void> {
  const file = await openHdf5(fileOfBytes(bytes), options);
  await attempt(() => openLinks(file.root, attempt));
  for await (const array of file.arrays()) {
    await attempt(async () => {
      if ("error" in array) throw array.error;
      for (const attribute of array.source.typedAttributes.values()) await attempt(() => attribute.values());
      await attempt(async () => array.source.chunkIndex?.export());
      await attempt(() => readChunks(array.source));
      await attempt(() => resolveReferences(file, array.source));
    });
  }
}

async function openLinks(group: Hdf5Group, attempt: Attempt): Promise<void> {
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
