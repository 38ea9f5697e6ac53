import { inThreadCoder } from "@chunkwright/codecs";
import { type ChunkCoder, chunkIndices, type EncodedChunk } from "@chunkwright/core";
import { describe, expect, it } from "vitest";
import { defineArrayExtension, defineStoreExtension, get, open, root, slice } from "zarrita";
import { asZarritaStore, readChunksBy } from "../../src/view/index.ts";
import { FIXTURES, fixtureStore, readFixture } from "../fixture.ts";

function recordingCoder(): ChunkCoder & { readonly decoded: EncodedChunk[] } {
  const decoded: EncodedChunk[] = [];
  return {
    ...inThreadCoder,
    decoded,
    decode(encoded, options) {
      decoded.push(encoded);
      return inThreadCoder.decode(encoded, options);
    },
  };
}

/** Elements in C order: zarrita keeps the order of axes that chunks have. */
function inOrder({ data, shape, stride }: { data: unknown; shape: number[]; stride: number[] }): Uint8Array {
  const bytes = data as Uint8Array;
  const source = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { BYTES_PER_ELEMENT: size } = bytes;
  const result = new Uint8Array(source.length);
  let at = 0;
  for (const index of chunkIndices(shape)) {
    const offset = index.reduce((sum, position, axis) => sum + position * stride[axis]!, 0) * size;
    result.set(source.subarray(offset, offset + size), at);
    at += size;
  }
  return result;
}

function base64({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString("base64");
}

/** Arrays of fixtures that zarrita opens with the types and grids that they have. */
const NUMERIC = /^(?:u?int|float(?:32|64))/;

describe("readChunksBy()", () => {
  it.each(FIXTURES.filter((name) => /compressors|filters|keys|dtypes/.test(name)))(
    "zarrita reads %s as the reference does",
    async (name) => {
      const fixture = readFixture(name);
      const store = asZarritaStore(fixtureStore(fixture));
      for (const { path, dataType, elements } of fixture.arrays) {
        if (!NUMERIC.test(dataType)) continue;
        const coder = recordingCoder();
        const withCoder = defineArrayExtension(readChunksBy(coder));
        const array = await withCoder(await open(root(store).resolve(path), { kind: "array" }));
        expect(base64(inOrder(await get(array))), path).toBe(elements);
        expect(coder.decoded.length, path).toBeGreaterThan(0);
      }
    },
  );

  it("reads shards whose index comes first, which zarrita alone does not", async () => {
    const fixture = readFixture("v3_shards");
    const store = asZarritaStore(fixtureStore(fixture));
    const array = await open(root(store).resolve("start"), { kind: "array" });
    await expect(get(array)).rejects.toThrow();
    const { data } = await get(await defineArrayExtension(readChunksBy(inThreadCoder))(array));
    const expected = fixture.arrays.find(({ path }) => path === "start")?.elements;
    expect(base64(new Uint8Array((data as Int32Array).buffer))).toBe(expected);
    const row = await get(await defineArrayExtension(readChunksBy(inThreadCoder))(array), [2, slice(1, 4)]);
    expect([row.shape, row.data]).toEqual([[3], (data as Int32Array).slice(17, 20)]);
  });

  it("serves every array of a store that carries it", async () => {
    const fixture = readFixture("v3_compressors");
    const coder = recordingCoder();
    const withCoder = defineStoreExtension(() => ({
      arrayExtensions: [defineArrayExtension(readChunksBy(coder))],
    }));
    const array = await open(root(withCoder(asZarritaStore(fixtureStore(fixture)))).resolve("zstd"), {
      kind: "array",
    });
    await get(array, [0, 0]);
    expect(coder.decoded).toHaveLength(1);
  });

  it("leaves arrays of other types as they are", async () => {
    const fixture = readFixture("v3_dtypes");
    const store = asZarritaStore(fixtureStore(fixture));
    const coder = recordingCoder();
    const array = await open(root(store).resolve("bool"), { kind: "array" });
    const same = await defineArrayExtension(readChunksBy(coder))(array);
    expect(await get(same)).toEqual(await get(array));
    expect(coder.decoded).toEqual([]);
  });
});
