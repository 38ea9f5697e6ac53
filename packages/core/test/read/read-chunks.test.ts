import { counting } from "@chunkwright/testkit";
import { describe, expect, it } from "vitest";
import {
  type Bytes,
  bytesOf,
  type ChunkCoder,
  type ChunkFetch,
  type ChunkIndex,
  type ChunkLocation,
  chunkExtent,
  copyRegion,
  copyToTarget,
  createChunk,
  crop,
  insertAxes,
  type LocatedChunkSource,
  permute,
  type ReadableStore,
  type ReadRegionOptions,
  readRegion,
  readRegionInto,
  StorageError,
  stack,
  viewElements,
} from "../../src/index.ts";

const SIDE = 6;
const CHUNK = 2;

interface Fake {
  readonly source: LocatedChunkSource;
  /** Ranges and keys that were asked for. */
  readonly requests: string[];
  /** Chunks that the source itself was asked for. */
  readonly alone: ChunkIndex[];
  /** Lengths of the bytes that the store got back. */
  readonly released: number[];
}

/** A 6 x 6 array of 0, 1, 2 ... in chunks of 2 x 2, all in one value, 8 bytes each, or each in its own. */
function fakeSource({
  layout = "one value" as "one value" | "values",
  absent = [] as readonly string[],
  broken = [] as readonly string[],
  fillValue = 7,
} = {}): Fake {
  const whole = counting([SIDE, SIDE]);
  const info = {
    dataType: "uint16",
    shape: [SIDE, SIDE],
    chunkShape: [CHUNK, CHUNK],
    fillValue,
    codecs: [{ name: "bytes", configuration: { endian: "little" } }],
    attributes: {},
  } as const;
  const chunkAt = (index: ChunkIndex) => {
    const chunk = createChunk("uint16", info.chunkShape);
    const start = index.map((i) => i * CHUNK);
    copyRegion({ chunk: whole, start }, { chunk, start: [0, 0] }, chunkExtent(info, index));
    return chunk;
  };
  const numberOf = ([y = 0, x = 0]: ChunkIndex) => y * 3 + x;
  const requests: string[] = [];
  const alone: ChunkIndex[] = [];
  const released: number[] = [];
  const value = new Uint8Array(9 * 8);
  for (let n = 0; n < 9; n += 1) value.set(bytesOf(chunkAt([Math.floor(n / 3), n % 3]).data), n * 8);
  const store: ReadableStore = {
    async get(key) {
      requests.push(key);
      if (absent.includes(key)) return undefined;
      return value.slice(Number(key) * 8, Number(key) * 8 + 8);
    },
    async getRange(key, range) {
      if (!("offset" in range)) throw new Error("no suffix is needed");
      requests.push(`${key} ${range.offset}+${range.length}`);
      return value.slice(range.offset, range.offset + range.length);
    },
    size: async () => value.byteLength,
    release: ({ byteLength }) => released.push(byteLength),
  };
  const coder: ChunkCoder = {
    decode: () => Promise.reject(new Error("decoded in place")),
    encode: () => Promise.reject(new Error("not encoded")),
    async decodeInto({ bytes, shape, codecs, dataType }, target) {
      if (dataType !== "uint16") throw new TypeError("uint16 alone");
      const first = bytes[0]!;
      if (broken.includes(String(first))) {
        throw new StorageError("codec", "Cannot decode", { codec: "bytes", direction: "decode" });
      }
      const data = viewElements("uint16", bytes.slice());
      // Bytes are the coder's: whoever shares them would see this.
      bytes.fill(0xff);
      const isTransposed = codecs[0]?.name === "transpose";
      const turned = isTransposed ? Uint16Array.from([0, 2, 1, 3], (i) => data[i]!) : data;
      copyToTarget({ dataType: "uint16", shape, data: turned }, target);
    },
  };
  const locateChunk = async (index: ChunkIndex): Promise<ChunkLocation | undefined> => {
    const n = numberOf(index);
    const { codecs } = info;
    if (layout === "values") return { key: String(n), offset: 0, shape: info.chunkShape, codecs };
    if (absent.includes(String(n))) return undefined;
    return { key: "v", offset: n * 8, length: 8, shape: info.chunkShape, codecs };
  };
  const source: LocatedChunkSource = {
    kind: "array",
    info,
    locateChunk,
    async planChunk(index) {
      const location = await locateChunk(index);
      return location && { location, store, coder };
    },
    async readChunk(index) {
      alone.push(index);
      return absent.includes(String(numberOf(index))) ? undefined : chunkAt(index);
    },
    readEncodedChunk: () => Promise.reject(new Error("not needed")),
  };
  return { source, requests, alone, released };
}

const ELEMENTS = Array.from({ length: SIDE * SIDE }, (_, i) => i);

async function read(source: LocatedChunkSource, options?: ReadRegionOptions): Promise<number[]> {
  const { shape } = source.info;
  const { data } = await readRegion(source, { start: shape.map(() => 0), shape }, options);
  return Array.from(data, Number);
}

describe("readRegion() of a source that plans", () => {
  it("fetches chunks close together in one request and decodes them in place", async () => {
    const { source, requests, alone } = fakeSource();
    expect(await read(source)).toEqual(ELEMENTS);
    expect(requests).toEqual(["v 0+72"]);
    expect(alone).toEqual([]);
  });

  it("releases the memory of a request once all of it is decoded", async () => {
    const together = fakeSource();
    await read(together.source);
    expect(together.released).toEqual([72]);
    const apart = fakeSource({ layout: "values", absent: ["4"], broken: ["0"] });
    await read(apart.source);
    expect(apart.released).toEqual([8, 8, 8, 8, 8, 8, 8]);
  });

  it("keeps to the limits of requests", async () => {
    const { source, requests } = fakeSource();
    expect(await read(source, { maxRequestBytes: 24 })).toEqual(ELEMENTS);
    expect(requests).toEqual(["v 0+24", "v 24+24", "v 48+24"]);
    const column = fakeSource();
    await readRegion(column.source, { start: [0, 3], shape: [6, 1] }, { maxGapBytes: 15 });
    expect(column.requests).toEqual(["v 8+8", "v 32+8", "v 56+8"]);
  });

  it("fetches whole values once, without another request for absent ones", async () => {
    const { source, requests, alone } = fakeSource({ layout: "values", absent: ["4"] });
    const elements = await read(source);
    expect(requests).toEqual(["0", "1", "2", "3", "4", "5", "6", "7", "8"]);
    expect(alone).toEqual([]);
    expect(elements).toEqual(ELEMENTS.with(14, 7).with(15, 7).with(20, 7).with(21, 7));
  });

  it("leaves to the source only what cannot be decoded", async () => {
    // The first bytes of the chunks are their first elements.
    const { source, requests, alone } = fakeSource({ broken: ["14"], absent: ["8"] });
    expect(await read(source)).toEqual(ELEMENTS.with(28, 7).with(29, 7).with(34, 7).with(35, 7));
    expect(requests).toEqual(["v 0+64"]);
    expect(alone.sort()).toEqual([
      [1, 1],
      [2, 2],
    ]);
  });

  it("rejects with failures of the store, which reading again would not mend", async () => {
    const { source, alone } = fakeSource();
    const failure = new StorageError("store", "Cannot read v", { key: "v" });
    const failing: LocatedChunkSource = {
      ...source,
      async planChunk(index, options) {
        const plan = await source.planChunk?.(index, options);
        return plan && { ...plan, store: { ...plan.store, getRange: () => Promise.reject(failure) } };
      },
    };
    await expect(read(failing)).rejects.toBe(failure);
    expect(alone).toEqual([]);
  });

  it("plans through views, each part's chunks by the part's store", async () => {
    const { source, requests, alone } = fakeSource();
    const other = fakeSource();
    const parts = stack({
      shape: [2],
      template: source,
      open: async ([i]) => (i === 0 ? source : other.source),
    });
    const view = permute(crop(parts, [2, 4, 6]), [0, 2, 1]);
    const { data } = await readRegion(view, { start: [0, 0, 0], shape: [2, 6, 4] });
    const turned = Array.from({ length: 24 }, (_, i) => (i % 4) * 6 + Math.floor(i / 4));
    expect(Array.from(data, Number)).toEqual([...turned, ...turned]);
    expect([requests, other.requests]).toEqual([["v 0+48"], ["v 0+48"]]);
    expect([alone, other.alone]).toEqual([[], []]);
  });

  it("takes each chunk's shape from its bytes if plans say so, through views too", async () => {
    const { source, requests, alone } = fakeSource({ layout: "values" });
    // As if the array were 5 x 6, its last chunks cropped or not, and one elsewhere that ends too early.
    const cropped: { readonly [key: string]: number } = { "3": 1, "6": 1, "7": 1 };
    const unwrapping: LocatedChunkSource = {
      ...source,
      info: { ...source.info, shape: [5, SIDE] },
      async planChunk(index, options) {
        const plan = (await source.planChunk!(index, options))!;
        const { location } = plan;
        const rows = cropped[location.key] ?? CHUNK;
        const stored = { shape: [rows, CHUNK], codecs: location.codecs };
        return { ...plan, unwrap: (bytes) => ({ ...stored, bytes: bytes.subarray(0, rows * 4) }) };
      },
    };
    expect(await read(unwrapping)).toEqual(ELEMENTS.slice(0, 5 * SIDE));
    expect(requests).toEqual(["0", "1", "2", "3", "4", "5", "6", "7", "8"]);
    expect(alone).toEqual([[1, 0]]);
    const { data } = await readRegion(insertAxes(unwrapping, [0]), { start: [0, 4, 0], shape: [1, 1, 4] });
    expect(Array.from(data, Number)).toEqual([24, 25, 26, 27]);
    expect(requests.slice(9)).toEqual(["6", "7"]);
    expect(alone).toHaveLength(1);
  });

  it("copies bytes that chunks share", async () => {
    const { source } = fakeSource();
    const same: LocatedChunkSource = {
      ...source,
      planChunk: (_, options) => source.planChunk!([0, 0], options),
    };
    const elements = await read(same);
    expect(new Set(elements)).toEqual(new Set([0, 1, 6, 7]));
  });

  it("fills a part of a larger chunk, in shared memory too", async () => {
    const { source } = fakeSource({ absent: ["0"] });
    const memory = new SharedArrayBuffer(2 * 16) as ArrayBufferLike as ArrayBuffer;
    const data = new Uint16Array(memory);
    const chunk = { dataType: "uint16" as const, shape: [4, 4], data };
    expect(await readRegionInto(source, { start: [1, 1], shape: [2, 2] }, { chunk, start: [2, 1] })).toBe(3);
    expect([...data]).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 13, 14, 0]);
    const to = { chunk, start: [3, 0] };
    await expect(readRegionInto(source, { start: [1, 1], shape: [2, 2] }, to)).rejects.toThrow(RangeError);
  });

  it("decodes at most `concurrency` chunks at a time", async () => {
    const { source } = fakeSource();
    let running = 0;
    let most = 0;
    const slow: LocatedChunkSource = {
      ...source,
      async planChunk(index, options) {
        const plan = (await source.planChunk!(index, options))!;
        const decodeInto: ChunkCoder["decodeInto"] = async (...call) => {
          most = Math.max(most, ++running);
          await new Promise((resolve) => setTimeout(resolve));
          await plan.coder.decodeInto(...call);
          running -= 1;
        };
        return { ...plan, coder: { ...plan.coder, decodeInto } };
      },
    };
    expect(await read(slow, { concurrency: 3 })).toEqual(ELEMENTS);
    expect(most).toBe(3);
  });

  it.each([
    ["written", [], []],
    [
      "absent",
      [],
      [
        [0, 0],
        [0, 1],
        [0, 2],
      ],
    ],
    ["refused", ["v 0+24"], []],
  ] as const)(
    "has coders fetch that can, and goes by it where the outcome is %s",
    async (outcome, asked, alone) => {
      const fake = fakeSource();
      const fetches: ChunkFetch[] = [];
      const origin = { kind: "directory", path: "/", followLinks: false } as const;
      let coder: ChunkCoder | undefined;
      let store: ReadableStore | undefined;
      const source: LocatedChunkSource = {
        ...fake.source,
        async planChunk(index, options) {
          const plan = (await fake.source.planChunk!(index, options))!;
          const fetchInto = async (fetch: ChunkFetch) => {
            fetches.push(fetch);
            return outcome;
          };
          coder ??= { ...plan.coder, fetchInto };
          store ??= { ...plan.store, origin };
          return { ...plan, coder, store };
        },
      };
      await readRegion(source, { start: [0, 0], shape: [2, 6] }, { concurrency: 1 });
      expect(fetches).toMatchObject([{ origin, key: "v", range: { offset: 0, length: 24 } }]);
      expect(fetches[0]?.chunks.map(({ offset, length }) => [offset, length])).toEqual([
        [0, 8],
        [8, 8],
        [16, 8],
      ]);
      expect(fake.requests).toEqual(asked);
      expect(fake.alone).toEqual(alone);
      // Nobody but the plan's maker can unwrap a chunk.
      const asIs = (index: ChunkIndex) => source.planChunk!(index);
      const unwrap = (bytes: Bytes) => ({ bytes, shape: [CHUNK, CHUNK], codecs: source.info.codecs });
      const planChunk = async (index: ChunkIndex) => ({ ...(await asIs(index))!, unwrap });
      const wrapped = { ...source, planChunk };
      await readRegion(wrapped, { start: [0, 0], shape: [2, 6] }, { concurrency: 1 });
      expect(fetches).toHaveLength(1);
      // A thread has small chunks decoded before others would get them.
      await readRegion(source, { start: [0, 0], shape: [2, 6] });
      expect(fetches).toHaveLength(2);
      // A request with many large chunks and no others beside it is worth more threads than one.
      const large = {
        ...source,
        async planChunk(index: ChunkIndex) {
          const plan = await asIs(index);
          const decodeInto = async () => {};
          const location = { ...plan!.location, shape: [1024, 1024] };
          return { ...plan!, location, coder: { ...plan!.coder, decodeInto } };
        },
      };
      await readRegion(large, { start: [0, 0], shape: [2, 6] });
      expect(fetches).toHaveLength(2);
    },
  );

  it("allocates shared memory on request, for fixed-size elements", async () => {
    const region = { start: [0, 0], shape: [SIDE, SIDE] };
    const { data } = await readRegion(fakeSource().source, region, { shared: true });
    expect(ArrayBuffer.isView(data) && data.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(Array.from(data, Number)).toEqual(ELEMENTS);
    const { source } = fakeSource();
    const strings: LocatedChunkSource = {
      ...source,
      info: { ...source.info, dataType: "string", fillValue: "-" },
      readChunk: async () => undefined,
    };
    expect((await readRegion(strings, region, { shared: true })).data).toEqual(ELEMENTS.map(() => "-"));
  });

  it("spends little time on a chunk", async () => {
    const shape = [100, 100, 10];
    const info = { ...fakeSource().source.info, shape, chunkShape: [1, 1, 1] };
    const bytes = new Uint8Array(2);
    const store = { get: async () => bytes, getRange: async () => bytes, size: async () => 2 };
    const unused = () => Promise.reject(new Error("not needed"));
    const coder: ChunkCoder = { decodeInto: async () => {}, decode: unused, encode: unused };
    const location = { key: "k", offset: 0, shape: info.chunkShape, codecs: info.codecs };
    const source: LocatedChunkSource = {
      ...fakeSource().source,
      info,
      planChunk: async () => ({ location, store, coder }),
    };
    const region = { start: [0, 0, 0], shape };
    await readRegion(source, region);
    const { user } = process.cpuUsage();
    await readRegion(source, region);
    const microseconds = (process.cpuUsage().user - user) / 1e5;
    // `bench read` measures it; this only notices if it grows tenfold.
    expect(microseconds).toBeLessThan(100);
  });
});
