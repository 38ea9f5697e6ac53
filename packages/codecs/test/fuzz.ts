/**
 * Damaged chunks for every decoder: each an error or other elements, soon, in its place, in bounded memory.
 */

import { type Codec, codecTable, inThreadCoder } from "@chunkwright/codecs";
import { byteSize, type EncodedChunk, elementCount, isFixed, isStorageError } from "@chunkwright/core";
import { type SeededRandom, seededRandom } from "@chunkwright/testkit";
import { afterAll, describe, test, vi } from "vitest";
import { type Fixture, fixtures } from "./fixture.ts";

/** Damaged inputs for each codec; `CHUNKWRIGHT_FUZZ` says how many more to try. */
export const FUZZ_ROUNDS: number = Number(process.env.CHUNKWRIGHT_FUZZ ?? 1000);
export const FUZZ_TIMEOUT_MS: number = 10_000 + FUZZ_ROUNDS * 10;
/** A hang is what takes longer than a chunk of a few KB can. */
const MAX_CPU_MICROSECONDS = 1_000_000;
/** What a decoder may make its memory grow by, beyond twice its input and its output: tables, slack, pages. */
const MAX_EXTRA_BYTES = 4 * 1024 * 1024;
const PAGE_BYTES = 65536;
const CANARY = 0xa5;
const CANARY_BYTES = 64;

/** Adds a test for each codec of the default table that is of one of `kinds` and has fixtures. */
export function fuzzCodecs(kinds: readonly Codec["kind"][]): void {
  const byCodec = [...codecTable]
    .filter(([, { kind }]) => kinds.includes(kind))
    .map(([name]) => ({ name, fixtures: fixturesOf(name) }))
    .filter((codec) => codec.fixtures.length > 0);
  const grown = vi.spyOn(WebAssembly.Memory.prototype, "grow");
  afterAll(() => grown.mockRestore());
  describe.each(byCodec)("$name", ({ fixtures }) => {
    test(
      "damaged anywhere gives an error or other elements, in bounded time and memory",
      async () => {
        const random = seededRandom(FUZZ_ROUNDS);
        for (let round = 0; round < FUZZ_ROUNDS; round += 1) {
          const encoded = damage(fixtures[round % fixtures.length]!.encoded(), random);
          grown.mockClear();
          const before = process.cpuUsage();
          await decodeGuarded(encoded);
          const { user, system } = process.cpuUsage(before);
          const pages = grown.mock.calls.reduce((sum, [delta]) => sum + delta, 0);
          // `expect` for each would take longer than decoding.
          if (user + system > MAX_CPU_MICROSECONDS)
            throw new Error(`Round ${round} took ${user + system} us`);
          if (pages * PAGE_BYTES > 2 * sizeOf(encoded) + MAX_EXTRA_BYTES) {
            throw new Error(`Round ${round} made memory grow by ${pages} pages`);
          }
        }
      },
      FUZZ_TIMEOUT_MS,
    );
  });
}

/** Decodes between canaries where elements have flat memory. Rejects for what damaged data may not lead to. */
async function decodeGuarded(encoded: EncodedChunk): Promise<void> {
  const { dataType, shape } = encoded;
  if (!isFixed(dataType)) {
    const chunk = await inThreadCoder.decode(encoded).catch(codecError);
    if (chunk && chunk.data.length !== elementCount(shape)) throw new Error("Elements are missing");
    return;
  }
  const byteLength = elementCount(shape) * byteSize(dataType);
  const memory = new Uint8Array(byteLength + 2 * CANARY_BYTES).fill(CANARY);
  const region = { start: shape.map(() => 0), shape };
  const target = { buffer: memory.buffer, byteOffset: CANARY_BYTES, shape, region };
  await inThreadCoder.decodeInto(encoded, target).catch(codecError);
  for (let i = 0; i < CANARY_BYTES; i += 1) {
    if (memory[i] !== CANARY || memory[memory.length - 1 - i] !== CANARY) throw new Error("A canary is dead");
  }
}

/** Mostly one to three bits; now and then a byte of extremes, or an end too early or too late. */
function damage({ bytes, ...rest }: EncodedChunk, random: SeededRandom): EncodedChunk {
  if (bytes.length === 0) return { ...rest, bytes: Uint8Array.of(random.below(256)) };
  const position = random.below(bytes.length);
  switch (random.below(16)) {
    case 0:
      bytes[position] = 255;
      break;
    case 1:
      bytes[position] = 0;
      break;
    case 2:
      return { ...rest, bytes: bytes.slice(0, position) };
    case 3:
      return { ...rest, bytes: Uint8Array.of(...bytes, random.below(256), random.below(256)) };
    default:
      for (let flips = 1 + random.below(3); flips > 0; flips -= 1) {
        const flipped = random.below(bytes.length);
        bytes[flipped] = bytes[flipped]! ^ (1 << random.below(8));
      }
  }
  return { ...rest, bytes };
}

/** Those whose bytes the codec meets first; for codecs of elements all that use it. */
function fixturesOf(name: string): readonly Fixture[] {
  const outermost = fixtures.filter((fixture) => fixture.encoded().codecs.at(-1)?.name === name);
  const any = fixtures.filter((fixture) => fixture.encoded().codecs.some((codec) => codec.name === name));
  return outermost.length > 0 ? outermost : any;
}

function sizeOf({ bytes, dataType, shape }: EncodedChunk): number {
  return bytes.length + elementCount(shape) * (isFixed(dataType) ? byteSize(dataType) : 1);
}

/** Nothing, if `error` is what damaged data lead to; else throws it. */
function codecError(error: unknown): undefined {
  if (!isStorageError(error, "codec", "unsupported")) throw error;
}
