import { validateCodecs } from "@chunkwright/codecs";
import { bytesOf, elementCount } from "@chunkwright/core";
import { expect, test } from "vitest";
import { CODEC_CASES } from "../../src/codecs/codec-cases.ts";
import { dataSets } from "../../src/data/data-sets.ts";

test("dataSets() are the same on every run and as large as their shapes say", () => {
  const sets = dataSets(true);
  for (const { name, chunk } of sets) {
    expect(chunk.data.length, name).toBe(elementCount(chunk.shape));
    expect(bytesOf(chunk.data).byteLength, name).toBeGreaterThanOrEqual(65536);
  }
  expect(dataSets(true)).toEqual(sets);
});

test("every codec that is compared is one of ours", () => {
  for (const { spec } of CODEC_CASES) {
    const codecs = [{ name: "bytes", configuration: { endian: "little" } }, spec("uint16")];
    validateCodecs(codecs, { dataType: "uint16", shape: [64, 64] });
  }
});
