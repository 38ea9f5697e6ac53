import { bytesOf, type CodecSpec, type DataType } from "@chunkwright/core";
import { type MemoryStore, memoryStore } from "@chunkwright/stores/memory";
import { writeSample } from "@chunkwright/testkit";
import { describe, expect, it } from "vitest";
import { get, open, root } from "zarrita";
import { createZarr, openZarr, type ZarrGroup } from "../src/index.ts";
import { arrayInfo, hexOf } from "./sample.ts";

const LITTLE: CodecSpec = { name: "bytes", configuration: { endian: "little" } };
const PIPELINES: readonly (readonly CodecSpec[])[] = [
  [LITTLE],
  [
    { name: "bytes", configuration: { endian: "big" } },
    { name: "gzip", configuration: { level: 1 } },
  ],
  [LITTLE, { name: "zstd", configuration: { level: 3, checksum: false } }],
  [LITTLE, { name: "blosc", configuration: { cname: "lz4", clevel: 5, shuffle: "shuffle" } }],
];
const TYPES: readonly DataType[] = ["int8", "uint16", "int32", "int64", "float32", "float64"];

function asZarrita({ get: read }: MemoryStore) {
  return { get: (key: `/${string}`) => read(key.slice(1)) };
}

describe.each([2, 3] as const)("zarrita reads what createZarr() writes in version %i", (zarrFormat) => {
  it.each(TYPES)("as %s", async (dataType) => {
    const store = memoryStore();
    const sink = await createZarr(store, { zarrFormat, attributes: { by: "chunkwright" } });
    for (const [i, codecs] of PIPELINES.entries()) {
      const array = await sink.createArray(`deep/${i}`, arrayInfo(dataType, codecs, { attributes: { i } }));
      const whole = await writeSample(array);
      await array.close();
      const opened = await open(root(asZarrita(store)).resolve(`deep/${i}`), { kind: "array" });
      expect(opened.attrs).toEqual({ i });
      const { data, shape } = await get(opened);
      expect(shape).toEqual([7, 10]);
      expect(hexOf({ data } as typeof whole)).toBe(Buffer.from(bytesOf(whole.data)).toString("hex"));
    }
    await sink.close();
    const group = await open(root(asZarrita(store)), { kind: "group" });
    expect(group.attrs).toEqual({ by: "chunkwright" });
    expect(((await openZarr(store)) as ZarrGroup).attributes).toEqual(group.attrs);
  });
});
