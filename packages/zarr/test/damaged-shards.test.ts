import { inThreadCoder } from "@chunkwright/codecs";
import { type ArrayInfo, type CodecSpec, isStorageError } from "@chunkwright/core";
import { memoryStore } from "@chunkwright/stores/memory";
import { recordingStore, seededRandom } from "@chunkwright/testkit";
import { describe, expect, it } from "vitest";
import {
  createZarrArray,
  openZarr,
  type ShardingOptions,
  updateZarrArray,
  type ZarrArray,
} from "../src/index.ts";
import { fixtureStore, readFixture } from "./fixture.ts";

const INFO: ArrayInfo = {
  dataType: "uint8",
  shape: [8],
  chunkShape: [2],
  shardShape: [8],
  fillValue: 0,
  codecs: [{ name: "bytes" }],
  attributes: {},
};
const INDEX_CODECS: readonly CodecSpec[] = [
  { name: "bytes", configuration: { endian: "little" } },
  { name: "crc32c" },
];
const ABSENT = 2n ** 64n - 1n;
const INDEX_BYTES = 4 * 16 + 4;

type Entry = readonly [offset: bigint, length: bigint];

async function written(sharding: ShardingOptions) {
  const store = memoryStore();
  const sink = await createZarrArray(store, "", INFO, { zarrFormat: 3, sharding });
  for (const chunk of [0, 1, 2, 3]) {
    await sink.writeChunk([chunk], { dataType: "uint8", shape: [2], data: Uint8Array.of(chunk, chunk) });
  }
  await sink.close();
  return store;
}

/** An array whose shard has these entries in its index, with the checksum that belongs to them. */
async function withEntries(entries: readonly Entry[], sharding: ShardingOptions): Promise<ZarrArray> {
  const store = await written(sharding);
  const shard = (await store.get("c/0")) ?? new Uint8Array(0);
  const data = BigUint64Array.from(entries.flat());
  const index = await inThreadCoder.encode({ dataType: "uint64", shape: [4, 2], data }, INDEX_CODECS);
  shard.set(index.bytes, sharding.indexLocation === "start" ? 0 : shard.length - INDEX_BYTES);
  await store.set("c/0", shard);
  return (await openZarr(store)) as ZarrArray;
}

describe.each<[ShardingOptions, bigint]>([
  [{ indexLocation: "end" }, 0n],
  [{ indexLocation: "start" }, BigInt(INDEX_BYTES)],
])("A shard with %j", (sharding, first) => {
  const good: readonly Entry[] = [0n, 2n, 4n, 6n].map((offset) => [first + offset, 2n]);

  it("reads what its entries say, in any order and with gaps", async () => {
    const array = await withEntries([good[3]!, [ABSENT, ABSENT], good[0]!, good[1]!], sharding);
    expect((await array.readChunk([0]))?.data).toEqual(Uint8Array.of(3, 3));
    expect(await array.readChunk([1])).toBeUndefined();
    expect((await array.readChunk([2]))?.data).toEqual(Uint8Array.of(0, 0));
  });

  it("may store equal chunks once", async () => {
    const array = await withEntries([good[1]!, good[1]!, good[1]!, good[1]!], sharding);
    expect((await array.readChunk([3]))?.data).toEqual(Uint8Array.of(1, 1));
  });

  it.each<[string, readonly Entry[]]>([
    ["overlap", [good[0]!, [first + 1n, 2n], good[2]!, good[3]!]],
    ["lie within each other", [good[0]!, [first, 4n], good[2]!, good[3]!]],
    ["lie behind the end", [[first + 1000n, 2n], good[1]!, good[2]!, good[3]!]],
    ["reach behind the end", [good[3]!, good[1]!, good[2]!, [first + 8n, 2n ** 40n]]],
    ["are beyond 2^53", [[2n ** 60n, 2n], good[1]!, good[2]!, good[3]!]],
    ["wrap around", [[2n ** 64n - 2n, 4n], good[1]!, good[2]!, good[3]!]],
    ["have an offset and no length", [[first, ABSENT], good[1]!, good[2]!, good[3]!]],
    ["have a length and no offset", [[ABSENT, 2n], good[1]!, good[2]!, good[3]!]],
    ["are too short for their codecs", [[first, 1n], good[1]!, good[2]!, good[3]!]],
  ])("is refused where entries %s", async (_, entries) => {
    const array = await withEntries(entries, sharding);
    const outcomes = await Promise.allSettled([0, 3].map((chunk) => array.readChunk([chunk])));
    const failed = outcomes.filter(({ status }) => status === "rejected");
    expect(failed.length).toBeGreaterThan(0);
    for (const outcome of failed) {
      expect(outcome).toMatchObject({ reason: { code: expect.stringMatching(/^(?:invalid-data|codec)$/) } });
    }
  });

  it("is refused with a wrong checksum", async () => {
    const store = await written(sharding);
    const shard = (await store.get("c/0")) ?? new Uint8Array(0);
    shard[sharding.indexLocation === "start" ? INDEX_BYTES - 1 : shard.length - 1]! ^= 1;
    await store.set("c/0", shard);
    const array = (await openZarr(store)) as ZarrArray;
    await expect(array.readChunk([0])).rejects.toMatchObject({
      code: "codec",
      message: expect.stringContaining("index of shard c/0"),
    });
  });

  it("takes two requests for its first chunk and one for each more", async () => {
    const store = recordingStore(await written(sharding));
    const array = (await openZarr(store)) as ZarrArray;
    store.reset();
    await array.readChunk([2]);
    expect(store.calls).toEqual([
      {
        operation: "getRange",
        key: "c/0",
        range:
          sharding.indexLocation === "start"
            ? { offset: 0, length: INDEX_BYTES }
            : { suffixLength: INDEX_BYTES },
      },
      { operation: "getRange", key: "c/0", range: { offset: Number(first) + 4, length: 2 } },
    ]);
    await array.readChunk([3]);
    expect(store.calls).toHaveLength(3);
  });
});

it("A shard that starts with its index is refused where a chunk overlaps it", async () => {
  const entries: readonly Entry[] = [
    [10n, 2n],
    [ABSENT, ABSENT],
    [ABSENT, ABSENT],
    [ABSENT, ABSENT],
  ];
  const array = await withEntries(entries, { indexLocation: "start" });
  await expect(array.readChunk([0])).rejects.toMatchObject({ code: "invalid-data" });
});

it("Shards with random damage give a typed error or other elements, and nothing else", async () => {
  const { below: pick } = seededRandom(11);
  const info: ArrayInfo = {
    ...INFO,
    codecs: [{ name: "bytes" }, { name: "gzip", configuration: { level: 1 } }],
  };
  const outcomes = { read: 0, refused: 0 };
  for (let round = 0; round < 400; round += 1) {
    const store = memoryStore();
    const checksum = round % 2 === 0;
    const sharding: ShardingOptions = {
      checksum,
      innerShards: [[4]],
      indexLocation: round % 4 < 2 ? "start" : "end",
    };
    const sink = await createZarrArray(store, "", info, { zarrFormat: 3, sharding });
    for (const chunk of [0, 1, 2, 3]) {
      await sink.writeChunk([chunk], { dataType: "uint8", shape: [2], data: Uint8Array.of(chunk, chunk) });
    }
    await sink.close();
    const shard = (await store.get("c/0")) ?? new Uint8Array(0);
    for (let flips = pick(4); flips >= 0; flips -= 1) shard[pick(shard.length)]! ^= 1 << pick(8);
    await store.set("c/0", pick(4) === 0 ? shard.slice(0, pick(shard.length)) : shard);
    const array = (await openZarr(store)) as ZarrArray;
    for (const result of await Promise.allSettled([0, 1, 2, 3].map((chunk) => array.readChunk([chunk])))) {
      if (result.status === "fulfilled") outcomes.read += 1;
      else {
        expect(isStorageError(result.reason, "invalid-data", "codec"), String(result.reason)).toBe(true);
        outcomes.refused += 1;
      }
    }
  }
  expect(outcomes.refused).toBeGreaterThan(100);
  expect(outcomes.read).toBeGreaterThan(100);
});

describe("A shard behind a codec of its own", () => {
  const { documents, chunks } = readFixture("v3_shards_compressed");

  it("is read whole, once, for all of its chunks", async () => {
    const store = recordingStore(fixtureStore({ documents, chunks }));
    const array = (await openZarr(store, "behind_zstd")) as ZarrArray;
    store.reset();
    for (const column of [0, 1]) await array.readChunk([0, column]);
    expect(store.calls.map(({ operation, key }) => [operation, key])).toEqual([["get", "behind_zstd/c/0/0"]]);
    expect(array.locateChunk).toBeUndefined();
  });

  it("is refused by its codec where it is damaged, and not written", async () => {
    const store = fixtureStore({ documents, chunks });
    const shard = (await store.get("behind_gzip/c/0/0")) ?? new Uint8Array(0);
    shard[12]! ^= 255;
    await store.set("behind_gzip/c/0/0", shard);
    const array = (await openZarr(store, "behind_gzip")) as ZarrArray;
    await expect(array.readChunk([0, 0])).rejects.toMatchObject({
      code: "codec",
      message: expect.stringContaining("behind_gzip/c/0/0"),
    });
    await expect(updateZarrArray(store, "behind_gzip")).rejects.toMatchObject({ code: "unsupported" });
  });
});
