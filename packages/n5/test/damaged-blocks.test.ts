import { type Bytes, isStorageError } from "@chunkwright/core";
import type { MemoryStore } from "@chunkwright/stores/memory";
import { seededRandom } from "@chunkwright/testkit";
import { describe, expect, it } from "vitest";
import { openN5 } from "../src/index.ts";
import { FIXTURES, fixtureStore, readFixture } from "./fixture.ts";

const FLIPS = 10_000;

interface Block {
  readonly array: string;
  readonly index: readonly number[];
  readonly key: string;
  readonly bytes: Bytes;
}

const stores = new Map(FIXTURES.map((name) => [name, fixtureStore(readFixture(name))]));

/** Every block of a fixture that its array reads, with the index of its chunk. */
function blocksOf(name: string): Block[] {
  const { blocks, arrays } = readFixture(name);
  return Object.entries(blocks).flatMap(([key, text]) => {
    const array = arrays.find(({ path }) => key.startsWith(`${path}/`));
    if (!array) return [];
    const index = key
      .slice(array.path.length + 1)
      .split("/")
      .map(Number)
      .reverse();
    return [{ array: array.path, index, key, bytes: new Uint8Array(Buffer.from(text, "base64")) }];
  });
}

/** Reads the block as `bytes`; an error must be one of ours, and elements must be all there. */
async function read(store: MemoryStore, block: Block, bytes: Bytes): Promise<"read" | "refused"> {
  await store.set(block.key, bytes);
  try {
    const array = await openN5(store, block.array);
    if (array?.kind !== "array") throw new Error(`${block.array} is not an array`);
    const chunk = await array.readChunk(block.index);
    expect(chunk?.shape).toEqual(array.info.chunkShape);
    return "read";
  } catch (error) {
    if (!isStorageError(error, "invalid-data", "unsupported", "codec")) throw error;
    return "refused";
  } finally {
    await store.set(block.key, block.bytes);
  }
}

describe("readChunk()", () => {
  it.each(FIXTURES)("refuses every truncated block of %s", async (name) => {
    const store = stores.get(name)!;
    for (const block of blocksOf(name)) {
      for (let length = 0; length < block.bytes.length; length += 1) {
        const outcome = await read(store, block, block.bytes.slice(0, length));
        expect(outcome, `${block.key}, ${length} bytes of it`).toBe("refused");
      }
    }
  });

  it(`reads or refuses ${FLIPS} blocks with a flipped bit`, { timeout: 60_000 }, async () => {
    const random = seededRandom(11);
    const blocks = FIXTURES.flatMap((name) => blocksOf(name).map((block) => ({ name, block })));
    const outcomes = { read: 0, refused: 0 };
    for (let round = 0; round < FLIPS; round += 1) {
      const { name, block } = blocks[random.below(blocks.length)]!;
      const bytes = block.bytes.slice();
      // Half of the flips hit the header.
      const at = random.below(random.below(2) === 0 ? Math.min(16, bytes.length) : bytes.length);
      bytes[at]! ^= 1 << random.below(8);
      outcomes[await read(stores.get(name)!, block, bytes)] += 1;
    }
    expect(outcomes.refused).toBeGreaterThan(FLIPS / 2);
  });
});
