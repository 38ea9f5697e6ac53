import { expect, it } from "vitest";
import { computedSource } from "../../src/view/computed-source.ts";

const ARRAY = { dataType: "uint16", shape: [4], chunkShape: [2], fillValue: 0, attributes: {} } as const;

const source = computedSource(ARRAY, async ([n = 0]) =>
  n === 0 ? { dataType: "uint16", shape: [2], data: Uint16Array.of(1, 0x203) } : undefined,
);

it("gives the chunks that are computed, and none where nothing is stored", async () => {
  expect(await source.readChunk([0])).toEqual({
    dataType: "uint16",
    shape: [2],
    data: Uint16Array.of(1, 0x203),
  });
  expect(await source.readChunk([1])).toBeUndefined();
  expect(await source.readEncodedChunk([1])).toBeUndefined();
});

it("encodes them as plain little-endian elements", async () => {
  const codecs = [{ name: "bytes", configuration: { endian: "little" } }];
  expect(source.info.codecs).toEqual(codecs);
  expect(await source.readEncodedChunk([0])).toEqual({
    bytes: Uint8Array.of(1, 0, 3, 2),
    dataType: "uint16",
    shape: [2],
    codecs,
  });
});

it("refuses indices outside the grid", async () => {
  await expect(source.readChunk([2])).rejects.toThrow(RangeError);
  await expect(source.readEncodedChunk([2])).rejects.toThrow(RangeError);
});
