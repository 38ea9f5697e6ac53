import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ArrayInfo, bytesOf, type CodecSpec } from "@chunkwright/core";
import { fsStore } from "@chunkwright/stores/fs";
import { python, writeSample } from "@chunkwright/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createZarr, type ZarrFormat } from "../src/index.ts";
import { arrayInfo, DATA_TYPES } from "./sample.ts";

const LITTLE: CodecSpec = { name: "bytes", configuration: { endian: "little" } };
const BIG: CodecSpec = { name: "bytes", configuration: { endian: "big" } };
const TRANSPOSE: CodecSpec = { name: "transpose", configuration: { order: [1, 0] } };
const gzip: CodecSpec = { name: "gzip", configuration: { level: 1 } };
const zstd: CodecSpec = { name: "zstd", configuration: { level: 3, checksum: false } };
const blosc = (cname: string, shuffle: string): CodecSpec => ({
  name: "blosc",
  configuration: { cname, clevel: 5, shuffle, blocksize: 0 },
});

interface Case {
  readonly codecs: readonly CodecSpec[];
  readonly formats: readonly ZarrFormat[];
  /** tensorstore has no filters and fewer compressors. */
  readonly tensorstore: boolean;
  readonly shards?: Pick<ArrayInfo, "chunkShape" | "shardShape">;
}

const CASES: { readonly [name: string]: Case } = {
  raw: { codecs: [LITTLE], formats: [2, 3], tensorstore: true },
  big: { codecs: [BIG], formats: [2, 3], tensorstore: true },
  transposed: { codecs: [TRANSPOSE, LITTLE, zstd], formats: [2, 3], tensorstore: true },
  gzip: { codecs: [LITTLE, gzip], formats: [2, 3], tensorstore: true },
  zstd: { codecs: [BIG, zstd], formats: [2, 3], tensorstore: true },
  bloscLz4: { codecs: [LITTLE, blosc("lz4", "shuffle")], formats: [2, 3], tensorstore: true },
  bloscZstd: { codecs: [LITTLE, blosc("zstd", "bitshuffle")], formats: [2, 3], tensorstore: true },
  shards: {
    codecs: [TRANSPOSE, LITTLE, zstd],
    formats: [3],
    tensorstore: true,
    shards: { chunkShape: [2, 2], shardShape: [4, 6] },
  },
  crc32c: { codecs: [LITTLE, gzip, { name: "crc32c" }], formats: [3], tensorstore: true },
  zlib: {
    codecs: [LITTLE, { name: "numcodecs.zlib", configuration: { level: 4 } }],
    formats: [2],
    tensorstore: true,
  },
  lz4: {
    codecs: [LITTLE, { name: "numcodecs.lz4", configuration: { acceleration: 1 } }],
    formats: [2],
    tensorstore: false,
  },
  shuffle: {
    codecs: [LITTLE, { name: "numcodecs.shuffle", configuration: { elementsize: 4 } }, gzip],
    formats: [2],
    tensorstore: false,
  },
};

interface Manifest {
  readonly path: string;
  readonly zarrFormat: ZarrFormat;
  readonly tensorstore: boolean;
}

interface Digests {
  readonly zarr: Readonly<Record<string, string>>;
  readonly tensorstore: Readonly<Record<string, string>>;
  readonly members: readonly string[];
}

describe("createZarr()", () => {
  let root = "";
  const written = new Map<string, string>();
  const manifest: Manifest[] = [];
  const read: Digests = { zarr: {}, tensorstore: {}, members: [] };

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), "chunkwright-zarr-"));
    for (const zarrFormat of [2, 3] as const) {
      for (const separator of [".", "/"] as const) {
        const base = `v${zarrFormat}-${separator === "." ? "dot" : "slash"}`;
        const sink = await createZarr(fsStore(join(root, base)), {
          zarrFormat,
          separator,
          consolidated: true,
        });
        for (const [name, { codecs, formats, tensorstore, shards }] of Object.entries(CASES)) {
          if (!formats.includes(zarrFormat)) continue;
          for (const dataType of DATA_TYPES) {
            const array = await sink.createArray(`${name}/${dataType}`, arrayInfo(dataType, codecs, shards));
            const { data } = await writeSample(array);
            await array.close();
            const path = `${base}/${name}/${dataType}`;
            written.set(path, createHash("sha256").update(bytesOf(data)).digest("hex"));
            manifest.push({ path, zarrFormat, tensorstore });
          }
        }
        await sink.close();
      }
    }
    const script = new URL("python/digests.py", import.meta.url).pathname;
    Object.assign(read, JSON.parse(await python(script, root, JSON.stringify(manifest))));
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  /** What a reader gave instead of the digests that were written. */
  function differences(digests: Readonly<Record<string, string>>): string[] {
    return Object.entries(digests)
      .filter(([path, digest]) => digest !== written.get(path))
      .map(([path, digest]) => `${path}: ${digest.slice(0, 300)}`);
  }

  it("writes what zarr-python reads", () => {
    expect(Object.keys(read.zarr)).toHaveLength(2 * 14 * (10 + 9));
    expect(differences(read.zarr)).toEqual([]);
  });

  it("consolidates metadata as zarr-python expects it", () => {
    expect([...read.members].sort()).toEqual([...written.keys()].sort());
  });

  it("writes what tensorstore reads", () => {
    expect(Object.keys(read.tensorstore)).toHaveLength(2 * 14 * (8 + 9));
    expect(differences(read.tensorstore)).toEqual([]);
  });
});
