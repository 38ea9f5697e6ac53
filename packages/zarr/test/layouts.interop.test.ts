import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type ArrayInfo,
  type CodecSpec,
  chunkIndices,
  type DataType,
  type ExtensionName,
  gridShape,
  type Json,
  type JsonObject,
  readRegion,
} from "@chunkwright/core";
import { fsStore } from "@chunkwright/stores/fs";
import { chunkOf, python, sampleArray, writeSample } from "@chunkwright/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  createZarrArray,
  elementsOf,
  elementValues,
  openZarr,
  type ShardingOptions,
  updateZarrArray,
  type ZarrFormat,
} from "../src/index.ts";
import { type Fixture, fixtureStore, readFixture } from "./fixture.ts";
import { arrayInfo } from "./sample.ts";

type Reader = "zarr" | "tensorstore";

const LITTLE: CodecSpec = { name: "bytes", configuration: { endian: "little" } };
const BIG: CodecSpec = { name: "bytes", configuration: { endian: "big" } };
const TRANSPOSE: CodecSpec = { name: "transpose", configuration: { order: [1, 0] } };
const gzip: CodecSpec = { name: "gzip", configuration: { level: 1 } };
const zstd: CodecSpec = { name: "zstd", configuration: { level: 1, checksum: true } };
const blosc: CodecSpec = { name: "blosc", configuration: { cname: "zstd", clevel: 3, shuffle: "shuffle" } };
const CRC: CodecSpec = { name: "crc32c" };

const LAYOUTS: { readonly [name: string]: ShardingOptions } = {
  end: {},
  start: { indexLocation: "start" },
  unchecked: { checksum: false },
  nested: { innerShards: [[4, 4]] },
  deep: {
    innerShards: [
      [8, 4],
      [4, 4],
    ],
    indexLocation: "start",
    checksum: false,
  },
  turned: { order: [1, 0] },
  turnedNested: { order: [1, 0], innerShards: [[4, 4]], indexLocation: "start" },
};
const CHAINS: { readonly [name: string]: readonly CodecSpec[] } = {
  raw: [LITTLE],
  big: [BIG, gzip],
  zstd: [LITTLE, zstd, CRC],
  blosc: [LITTLE, blosc],
  transposed: [TRANSPOSE, LITTLE, zstd],
};
const numcodecs = (id: string, configuration: JsonObject = {}): CodecSpec => ({
  name: `numcodecs.${id}`,
  configuration,
});
/** Codecs of numcodecs by type: elements of the sample are small whole numbers, which all of these keep. */
const FILTERS: { readonly [name: string]: readonly [DataType, readonly CodecSpec[]] } = {
  delta: ["int32", [numcodecs("delta", { dtype: "<i4" }), LITTLE]],
  scale: [
    "float32",
    [numcodecs("fixedscaleoffset", { offset: 1, scale: 2, dtype: "<f4", astype: "<i2" }), LITTLE],
  ],
  quantize: ["float64", [numcodecs("quantize", { digits: 2, dtype: "<f8" }), LITTLE]],
  astype: ["float64", [numcodecs("astype", { encode_dtype: "<i4", decode_dtype: "<f8" }), LITTLE]],
  bitround: ["float32", [{ name: "bitround", configuration: { keepbits: 12 } }, LITTLE, gzip]],
  packbits: ["bool", [numcodecs("packbits"), { name: "bytes" }]],
  shuffle: ["uint16", [LITTLE, numcodecs("shuffle", { elementsize: 2 }), numcodecs("zlib", { level: 1 })]],
  lz4: ["uint16", [LITTLE, numcodecs("lz4", { acceleration: 1 })]],
  fletcher32: ["uint16", [LITTLE, numcodecs("fletcher32")]],
  crc32: ["uint16", [LITTLE, numcodecs("crc32")]],
  adler32: ["uint16", [LITTLE, numcodecs("adler32")]],
};
const SHARDED: Pick<ArrayInfo, "shape" | "chunkShape" | "shardShape"> = {
  shape: [13, 19],
  chunkShape: [2, 2],
  shardShape: [8, 8],
};

/**
 * Types of which a reader's version knows nothing, or something else than the specification. zarr-python takes records
 * of big-endian words for little-endian ones.
 */
const UNKNOWN: { readonly [reader in Reader]: RegExp } = {
  zarr: /float|int[24]|packed|struct_big|^v2.nested|msgpack2|lists|mixed|fortran|blobs|json2|categories/,
  tensorstore: /^v[23]\/|e3m4|float8_e4m3$|e8m0|float6|complex|packed|raw_bits|struct_/,
};
/** 64-bit integers as the Python script spells them. */
function plain(value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}

interface Item {
  readonly name: string;
  readonly path: string;
  readonly zarrFormat: ZarrFormat;
  readonly reader: Reader;
  /** tensorstore opens records by one of their fields. */
  readonly field?: string;
}

describe("what createZarrArray() writes", () => {
  let root = "";
  const expected = new Map<string, unknown>();
  const manifest: Item[] = [];
  let found: Readonly<Record<string, unknown>> = {};

  function expectFrom(
    readers: readonly Reader[],
    path: string,
    zarrFormat: ZarrFormat,
    values: unknown,
  ): void {
    for (const reader of readers) {
      const name = `${reader} ${path}`;
      expected.set(name, values);
      manifest.push({ name, path, zarrFormat, reader });
    }
  }

  function expectField(path: string, zarrFormat: ZarrFormat, field: string, values: unknown): void {
    const name = `tensorstore ${path} ${field}`;
    expected.set(name, values);
    manifest.push({ name, path, zarrFormat, reader: "tensorstore", field });
  }

  async function writeShards(): Promise<void> {
    for (const [layout, sharding] of Object.entries(LAYOUTS)) {
      for (const [chain, codecs] of Object.entries(CHAINS)) {
        const path = `shards/${layout}/${chain}`;
        const own = sharding.order ? [{ name: "transpose", configuration: { order: sharding.order } }] : [];
        const info = arrayInfo("uint16", [...own, ...codecs], SHARDED);
        const sink = await createZarrArray(fsStore(root), path, info, { zarrFormat: 3, sharding });
        const whole = await writeSample(sink);
        await sink.close();
        expectFrom(["zarr", "tensorstore"], path, 3, Array.from(whole.data as Uint16Array));
      }
    }
  }

  async function writeFilters(): Promise<void> {
    for (const zarrFormat of [2, 3] as const) {
      for (const [name, [dataType, codecs]] of Object.entries(FILTERS)) {
        const path = `filters/${zarrFormat}/${name}`;
        const info = arrayInfo(dataType, codecs, { shape: [13, 19], chunkShape: [8, 8] });
        const sink = await createZarrArray(fsStore(root), path, info, { zarrFormat });
        const whole = await writeSample(sink);
        await sink.close();
        expectFrom(["zarr"], path, zarrFormat, elementValues(info, whole));
      }
    }
  }

  /** A shard written in three goes must read like one written at once. */
  async function writeUpdates(): Promise<void> {
    const store = fsStore(root);
    for (const [layout, sharding] of Object.entries(LAYOUTS)) {
      const path = `updates/${layout}`;
      const own = sharding.order ? [{ name: "transpose", configuration: { order: sharding.order } }] : [];
      const info = arrayInfo("uint16", [...own, LITTLE, gzip], SHARDED);
      await (await createZarrArray(store, path, info, { zarrFormat: 3, sharding })).close();
      const whole = sampleArray(info);
      for (const turn of [0, 1, 2]) {
        const sink = await updateZarrArray(store, path);
        let count = 0;
        for (const index of chunkIndices(gridShape(info))) {
          count += 1;
          if (count % 3 === turn) await sink.writeChunk(index, chunkOf(whole, info, index));
        }
        await sink.close();
      }
      expectFrom(["zarr", "tensorstore"], path, 3, Array.from(whole.data as Uint16Array));
    }
  }

  /** Chunks of v2 as they are, in v3: compressors and filters become those of the same bytes. */
  async function writeTranscoded(): Promise<void> {
    for (const name of ["v2_compressors", "v2_filters", "v2_big_endian"]) {
      const fixture = readFixture(name);
      for (const { path } of fixture.arrays) {
        const source = await openZarr(fixtureStore(fixture), path);
        if (source?.kind !== "array") throw new Error(`${path} is not an array`);
        const { info } = source;
        const to = `transcoded/${name}/${path}`;
        const sink = await createZarrArray(fsStore(root), to, info, { zarrFormat: 3 });
        for (const index of chunkIndices(gridShape(info))) {
          const encoded = await source.readEncodedChunk(index);
          if (encoded) await sink.writeEncodedChunk(index, encoded);
        }
        await sink.close();
        const whole = await readRegion(source, { start: info.shape.map(() => 0), shape: info.shape });
        expectFrom(["zarr"], to, 3, elementValues(info, whole).map(plain));
      }
    }
  }

  /** Records and raw bits, which have names that not every reader knows. */
  async function writeRecords(): Promise<void> {
    const fields = [
      { name: "id", data_type: "uint16" },
      { name: "x", data_type: "float64" },
      { name: "ok", data_type: "bool" },
    ];
    const values = [1, 2, 3].map((id) => ({ id, x: id / 4, ok: id === 2 }));
    const struct: ExtensionName = { name: "struct", configuration: { fields } };
    const inner = { name: "inner", data_type: { name: "struct", configuration: { fields } } };
    const outer: ExtensionName = {
      name: "struct",
      configuration: { fields: [inner, { name: "tag", data_type: "r24" }] },
    };
    for (const zarrFormat of [2, 3] as const) {
      const write = async (path: string, info: ArrayInfo, elements: readonly Json[]) => {
        const sink = await createZarrArray(fsStore(root), path, info, { zarrFormat });
        await sink.writeChunk([0], elementsOf(info, [3], elements));
        await sink.close();
      };
      const records = arrayInfo("r88", [{ name: "bytes" }, gzip], {
        logicalType: struct,
        shape: [3],
        chunkShape: [3],
      });
      await write(`records/${zarrFormat}`, records, values);
      expectFrom(["zarr"], `records/${zarrFormat}`, zarrFormat, values);
      for (const { name } of fields) {
        const column = values.map((record) => record[name as keyof typeof record]);
        expectField(`records/${zarrFormat}`, zarrFormat, name, column);
      }
      const tags = [1, 2, 3].map((byte) => Buffer.of(byte, 255, 0).toString("base64"));
      const { logicalType: _, ...plainInfo } = records;
      const raw: ArrayInfo = { ...plainInfo, dataType: "r24", fillValue: Uint8Array.of(7, 8, 9) };
      await write(`records/raw${zarrFormat}`, raw, tags);
      expectFrom(["zarr"], `records/raw${zarrFormat}`, zarrFormat, tags);
      // zarr-python 3.1 reads no records in records of version 2.
      if (zarrFormat === 2) continue;
      const nested = values.map((record, i) => ({ inner: record, tag: tags[i]! }));
      const fillValue = new Uint8Array(14);
      await write("records/nested", { ...records, dataType: "r112", logicalType: outer, fillValue }, nested);
      expectFrom(["zarr"], "records/nested", zarrFormat, nested);
    }
  }

  async function writeTypes(): Promise<void> {
    const folder = new URL("fixtures/types/", import.meta.url);
    for (const file of readdirSync(folder).filter((name) => name.endsWith(".json"))) {
      const fixture = JSON.parse(readFileSync(new URL(file, folder), "utf8")) as Fixture & {
        readonly arrays: readonly { readonly path: string; readonly values: unknown }[];
      };
      const base = file.replace(".json", "");
      for (const { path, values } of fixture.arrays) {
        const readers = (["zarr", "tensorstore"] as const).filter(
          (reader) => !UNKNOWN[reader].test(`${base}/${path}`),
        );
        const source = await openZarr(fixtureStore(fixture), path);
        if (source?.kind !== "array") throw new Error(`${path} is not an array`);
        const { info, zarrFormat } = source;
        if (readers.length === 0) continue;
        const sink = await createZarrArray(fsStore(root), `${base}/${path}`, info, { zarrFormat });
        for (const index of chunkIndices(gridShape(info))) {
          const chunk = await source.readChunk(index);
          if (chunk) await sink.writeChunk(index, chunk);
        }
        await sink.close();
        expectFrom(readers, `${base}/${path}`, zarrFormat, values);
      }
    }
  }

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), "chunkwright-layouts-"));
    await writeShards();
    await writeUpdates();
    await writeTranscoded();
    await writeFilters();
    await writeRecords();
    await writeTypes();
    const script = new URL("python/values.py", import.meta.url).pathname;
    found = JSON.parse(await python(script, root, JSON.stringify(manifest)));
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  it.each(["shards", "updates", "transcoded", "filters", "records", "v2", "v2_small", "v3", "v3_small"])(
    "other readers find in %s",
    (base) => {
      const names = [...expected.keys()].filter((name) => name.split(/[ /]/)[1] === base);
      expect(names.length).toBeGreaterThan(6);
      const wrong = names.filter(
        (name) => JSON.stringify(found[name]) !== JSON.stringify(expected.get(name)),
      );
      expect(wrong.map((name) => [name, found[name]])).toEqual([]);
    },
  );

  it("is what is read back", async () => {
    for (const { path } of manifest) {
      const source = await openZarr(fsStore(root), path);
      if (source?.kind !== "array" || source.info.dataType !== "uint16") continue;
      const { shape } = source.info;
      const chunk = await readRegion(source, { start: shape.map(() => 0), shape });
      expect(elementValues(source.info, chunk), path).toEqual(expected.get(`zarr ${path}`));
    }
  });
});
